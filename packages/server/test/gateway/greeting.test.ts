import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Connection, ConnectionEvents } from '@muster/protocol/websocket'
import { openWorld } from './world.ts'

/** A connection of a stranger who says nothing. */
function silent() {
  const told: string[] = []
  let ended: ConnectionEvents['ended'] = () => {}
  const line = {
    start: (_: Buffer, events: ConnectionEvents) => {
      ended = events.ended
    },
    terminate: () => void told.push('terminated'),
  }
  const hangUp = () => ended({ code: 1006, reason: '', error: undefined })
  return { connection: line as unknown as Connection, told, hangUp }
}

test('whoever opens connections and says nothing leaves room for others, and for itself once it hangs up', async (t) => {
  const { hub } = await openWorld(t)
  const come = (address: string) => {
    const peer = silent()
    hub.accept({ connection: peer.connection, head: Buffer.alloc(0), address })
    return peer
  }
  const strangers = Array.from({ length: 16_384 }, (_, index) => come(`2001:db8::${(index % 9) + 1}`))
  assert.deepEqual(strangers.at(-1)?.told, ['terminated'])
  assert.deepEqual(come('192.0.2.7').told, [])
  strangers[0]?.hangUp()
  assert.deepEqual(come('2001:db8::7').told, [])
  for (const { hangUp } of strangers) hangUp()
})
