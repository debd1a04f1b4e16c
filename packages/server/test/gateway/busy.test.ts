import assert from 'node:assert/strict'
import { test } from 'node:test'
import { enrolHost, startRun } from './runs.ts'
import { openWorld } from './world.ts'

test('a task that its host had no room for is offered again at a later beat', async (t) => {
  const world = await openWorld(t)
  const { deps, hub, onRecord } = world
  const peer = await (await enrolHost(world)).come()
  await onRecord()
  await startRun(deps, 'fail')
  hub.deliver([1])
  assert.equal((await peer.receive()).type, 'deliver')
  const refused = { event: 'refused', sequence: 1, attempt: 1, code: 'busy', reason: 'the disk is full' } as const
  peer.send({ type: 'report', events: [refused] })
  const again = peer.receive()
  const told = new AbortController()
  void again.then(() => told.abort())
  while (!told.signal.aborted) {
    peer.send({ type: 'report', events: [] })
    await hub.heartbeat()
    await new Promise((resolve) => setImmediate(resolve))
  }
  assert.equal((await again).type, 'deliver')
  await peer.leave()
})
