import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { InvocationEvent } from '@muster/protocol/api'
import type { CallContext } from '../../src/api/context.ts'
import { watchInvocation } from '../../src/api/watch.ts'
import { createBus } from '../../src/events/bus.ts'
import { enrolHost, startRun } from '../gateway/runs.ts'
import { caller, openWorld } from '../gateway/world.ts'

test('whoever may not watch any more is told nothing more', async (t) => {
  const world = await openWorld(t)
  const bus = createBus()
  const host = await enrolHost(world)
  const peer = await host.come()
  await world.onRecord()
  const { id } = await startRun(world.deps, 'fail')
  const context = { deps: world.deps, caller, bus } as unknown as CallContext
  const sent: string[] = []
  const send = async ({ event }: InvocationEvent) => {
    sent.push(event)
    bus.publish({ kind: 'output', invocationId: id, instanceId: 1, offset: 0, data: Buffer.from('more') })
  }
  const mayGoOn = async () => {
    if (sent.length > 0) throw new Error('its key was disabled')
  }
  const watching = watchInvocation(context, id, { send, mayGoOn }, new AbortController().signal)
  await assert.rejects(watching, /its key was disabled/)
  assert.deepEqual(sent, ['progress'])
  await peer.leave()
})
