import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askedFor, type SignedPlan } from '@muster/protocol/agent'
import { sweep } from '../../src/sweep/sweep.ts'
import { enrolHost, startRun } from './runs.ts'
import { caller, openWorld, type Peer, type World } from './world.ts'

const hour = 3_600_000

async function onlyTask({ deps }: World) {
  const [task] = (await deps.store.listTasks(1, {}, { offset: 0, limit: 1 })).items
  return task ?? assert.fail('there is a task')
}

async function ended(world: World) {
  for (;;) {
    const task = await onlyTask(world)
    if (task.endedAt !== undefined) return task
    await new Promise((resolve) => setImmediate(resolve))
  }
}

async function planFrom(peer: Peer): Promise<SignedPlan> {
  const message = await peer.receive()
  const [plan, ...others] = message.type === 'deliver' ? message.tasks : []
  assert.deepEqual([message.type, others.length], ['deliver', 0])
  return plan ?? assert.fail('a plan')
}

const disable = ({ deps }: World) => deps.store.disableAccessKey({ accountId: 1, id: caller.accessKeyId })

test('a task waits for its host, is sent once when that comes back, and may start until its time', async (t) => {
  const world = await openWorld(t)
  const host = await enrolHost(world)
  const deadline = world.clock.at + 2 * hour
  await startRun(world.deps, { waitSeconds: 7200 })
  assert.equal((await onlyTask(world)).state, 'delayed')
  world.clock.at += hour
  const peer = await host.come()
  const { head } = await planFrom(peer)
  assert.deepEqual([head.sequence, head.deliverBy], [1, deadline])
  await sweep(world.deps, 0)
  peer.send({ type: 'report', events: [{ event: 'refused', sequence: 1, attempt: 1, code: 'invalid', reason: 'no' }] })
  assert.equal((await peer.receive()).type, 'acknowledge', 'nothing else was sent')
  await peer.leave()
})

test('a host that comes back too late gets nothing, and the record says why', async (t) => {
  const world = await openWorld(t)
  const host = await enrolHost(world)
  await startRun(world.deps, { waitSeconds: 7200 })
  world.clock.at += 2 * hour
  const peer = await host.come()
  await world.onRecord()
  await sweep(world.deps, 0)
  const { state, cause, endedAt } = await onlyTask(world)
  assert.deepEqual([state, endedAt], ['undelivered', world.clock.at])
  assert.match(cause, /not online, or had no room, in time/)
  await peer.leave()
})

test('a task whose caller was shut out while it waited ends with that cause, and its agent hears nothing of it', async (t) => {
  const world = await openWorld(t)
  const host = await enrolHost(world)
  await startRun(world.deps, { waitSeconds: 7200 })
  await disable(world)
  const peer = await host.come()
  const { state, cause } = await ended(world)
  assert.deepEqual([state, cause], ['undelivered', 'not sent, because by then the access key AKID was disabled'])
  await peer.leave()
})

const disableUser = ({ deps }: World) =>
  deps.store.changeUser({ accountId: 1, name: caller.userName, change: { enabled: false } })

/** Takes from the caller what it needs to run the script, wherever else it may still run it. */
const limit = ({ deps }: World) => {
  const policy = { actions: ['*'], instances: ['*'], commands: ['*'], users: ['deploy'] }
  return deps.store.changeUser({ accountId: 1, name: caller.userName, change: { policy } })
}

for (const [what, change, reason] of [
  ['limited', limit, /by then the policy of administrator did not let it run as root on web-1 \(ins-/],
  ['disabled', disableUser, /by then the user administrator was disabled/],
] as const)
  test(`a task whose user was ${what} while it waited ends with that cause`, async (t) => {
    const world = await openWorld(t)
    const host = await enrolHost(world)
    await startRun(world.deps, { waitSeconds: 7200 })
    await change(world)
    const peer = await host.come()
    const { state, cause } = await ended(world)
    assert.equal(state, 'undelivered')
    assert.match(cause, reason)
    await peer.leave()
  })

const passMinute = async ({ clock }: World) => {
  clock.at += 61_000
}

for (const [what, later] of [
  ['after its time', passMinute],
  ['for a caller who was shut out', disable],
  ['for a caller who was limited', limit],
] as const)
  test(`a task that was sent over a line that broke is only asked for ${what}`, async (t) => {
    const world = await openWorld(t)
    const host = await enrolHost(world)
    const first = await host.come()
    await world.onRecord()
    await startRun(world.deps, 'fail')
    world.hub.deliver([1])
    assert.ok((await planFrom(first)).head.deliverBy > world.clock.at)
    await first.leave()
    const second = await host.come()
    assert.ok((await planFrom(second)).head.deliverBy > world.clock.at, 'in time it is sent again')
    await second.leave()
    await later(world)
    const third = await host.come()
    assert.equal((await planFrom(third)).head.deliverBy, askedFor)
    const refused = { event: 'refused', sequence: 1, attempt: 1, code: 'expired', reason: 'too late' } as const
    third.send({ type: 'report', events: [refused] })
    const { state, cause } = await ended(world)
    assert.deepEqual([state, cause], ['undelivered', 'too late'])
    await third.leave()
  })
