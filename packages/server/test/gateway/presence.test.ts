import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import pino from 'pino'
import { createPresence } from '../../src/gateway/native/presence.ts'
import { openWorld } from './world.ts'

/** Of three agents without a session, over a store that takes no disconnects. */
async function leaveBehind(t: TestContext, before: 'close' | 'nothing') {
  const { deps } = await openWorld(t)
  const asked: unknown[] = []
  const disconnectInstances = async (instances: unknown) => {
    asked.push(instances)
    throw new Error('The store is closed.')
  }
  const store = Object.create(deps.store, { disconnectInstances: { value: disconnectInstances } })
  const lines: string[] = []
  const log = pino({}, { write: (line: string) => void lines.push(line) })
  const presence = createPresence({ deps: () => ({ ...deps, store }), log, sessions: new Map() })
  if (before === 'close') presence.close()
  for (const id of [1, 2, 3]) presence.leave(id)
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
  return { asked, lines }
}

test('agents that leave in one turn and cannot be put on record are told in one line', async (t) => {
  const { asked, lines } = await leaveBehind(t, 'nothing')
  assert.equal(asked.length, 1)
  assert.equal(lines.length, 1)
  assert.match(lines[0] ?? '', /"instances":3/)
})

test('agents that leave with the server are not put on record, for its next start does so', async (t) => {
  assert.deepEqual(await leaveBehind(t, 'close'), { asked: [], lines: [] })
})
