import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limits } from '@muster/core'
import { enrolHost, startRun } from './runs.ts'
import { openWorld } from './world.ts'

test('a script that its record has given up is stopped when its agent comes back and says that it runs', async (t) => {
  const world = await openWorld(t)
  const { deps, hub, clock, onRecord } = world
  const host = await enrolHost(world)
  const first = await host.come()
  await onRecord()

  const { id } = await startRun(deps, 'fail')
  hub.deliver([1])
  assert.equal((await first.receive()).type, 'deliver')
  await first.leave()
  await deps.store.cancelInvocation({ invocationId: id, instanceIds: undefined, at: clock.at })
  clock.at += limits.cancelGraceMs
  assert.equal((await deps.store.expireTasks({ at: clock.at, limit: 1 }))[0]?.to, 'lost')

  const second = await host.come()
  second.send({ type: 'report', events: [{ event: 'started', sequence: 1, attempt: 1, at: clock.at }] })
  const answers = [await second.receive(), await second.receive()]
  assert.deepEqual(
    answers.find(({ type }) => type === 'cancel'),
    { type: 'cancel', tasks: [{ sequence: 1, attempt: 1 }] },
  )

  const end = {
    event: 'finished',
    sequence: 1,
    attempt: 1,
    at: clock.at,
    startedAt: clock.at,
    size: 0,
    dropped: 0,
  } as const
  second.send({ type: 'report', events: [{ ...end, outcome: 'terminated', exitCode: 143, cause: '' }] })
  assert.equal((await second.receive()).type, 'acknowledge')
  await second.leave()
})

test('a script that its record gives up is stopped at once where its agent is connected', async (t) => {
  const world = await openWorld(t)
  const { deps, hub, clock, onRecord } = world
  const peer = await (await enrolHost(world)).come()
  await onRecord()
  await startRun(deps, 'fail')
  hub.deliver([1])
  assert.equal((await peer.receive()).type, 'deliver')
  clock.at += 3_600_000
  const moves = await deps.store.expireTasks({ at: clock.at, limit: 1 })
  assert.equal(moves[0]?.to, 'lost')
  hub.forget(moves)
  assert.deepEqual(await peer.receive(), { type: 'cancel', tasks: [{ sequence: 1, attempt: 1 }] })
  await peer.leave()
})

test('a task for which its agent had no room is sent again at the next beat, though none of its others ends', async (t) => {
  const world = await openWorld(t)
  const { deps, hub, onRecord } = world
  const peer = await (await enrolHost(world)).come()
  await onRecord()
  await startRun(deps, 'fail')
  hub.deliver([1])
  assert.equal((await peer.receive()).type, 'deliver')
  const key = { sequence: 1, attempt: 1 }
  const refused = { event: 'refused', ...key, code: 'busy', reason: 'the disk is full' } as const
  peer.send({ type: 'report', events: [refused, { event: 'output', ...key, offset: 0, data: Buffer.alloc(0) }] })
  assert.equal((await peer.receive()).type, 'acknowledge')
  await hub.heartbeat()
  assert.equal((await peer.receive()).type, 'deliver')
  await peer.leave()
})
