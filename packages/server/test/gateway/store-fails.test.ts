import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { cancelInvocation, type Deps } from '@muster/core'
import { delivered, enrolHost, finished, patient, startRun } from './runs.ts'
import { caller, openWorld } from './world.ts'

/** Has the store fail once; resolves when it has. */
function failOnce(
  deps: Deps,
  name: 'claimTasks' | 'findLimitedRuns' | 'cancellingTasks' | 'recordHeartbeats',
): Promise<void> {
  const { store } = deps
  const { promise, resolve } = Promise.withResolvers<void>()
  const fail = async () => {
    Object.assign(deps, { store })
    // Whoever waits for it hears it first.
    setImmediate(resolve)
    throw new Error('the disk is full')
  }
  Object.assign(deps, { store: Object.assign(Object.create(store), { [name]: fail }) })
  return promise
}

/** A host that has come for a task that waits for it, where the store has failed at one thing. */
async function comeAsItFails(t: TestContext, name: Parameters<typeof failOnce>[1]) {
  const world = await openWorld(t)
  const host = await enrolHost(world)
  await startRun(world.deps, patient)
  const failed = failOnce(world.deps, name)
  const peer = await host.come()
  await failed
  return { ...world, peer }
}

test('nothing new overtakes a task whose claim has failed: its host would take that for one that has ended', async (t) => {
  const { deps, hub, peer } = await comeAsItFails(t, 'claimTasks')
  assert.equal(hub.reserve([1]).has(1), false)
  await startRun(deps, patient)
  hub.deliver([1])
  assert.deepEqual(await delivered(peer), [1, 2])
  while (!hub.reserve([1]).has(1)) await new Promise((resolve) => setImmediate(resolve))
})

test('a task that was claimed and could not be sent is sent at the next beat', async (t) => {
  const { hub, peer } = await comeAsItFails(t, 'findLimitedRuns')
  await hub.heartbeat()
  assert.deepEqual(await delivered(peer), [1])
})

test('a beat that cannot be put on record sends what was not sent all the same', async (t) => {
  const { deps, hub, peer } = await comeAsItFails(t, 'findLimitedRuns')
  void failOnce(deps, 'recordHeartbeats')
  await assert.rejects(hub.heartbeat(), /the disk is full/)
  assert.deepEqual(await delivered(peer), [1])
})

test('where a beat fails to send it as well it is sent as soon as another task has ended', async (t) => {
  const { deps, hub, peer } = await comeAsItFails(t, 'findLimitedRuns')
  void failOnce(deps, 'findLimitedRuns')
  await assert.rejects(hub.heartbeat(), /the disk is full/)
  peer.send({ type: 'report', events: [finished(2)] })
  assert.deepEqual(await delivered(peer), [1])
})

test('a cancel that could not be looked up is sent at the next beat', async (t) => {
  const world = await openWorld(t)
  const { deps, hub } = world
  const host = await enrolHost(world)
  const { id } = await startRun(deps, patient)
  const peer = await host.come()
  assert.deepEqual(await delivered(peer), [1])
  await cancelInvocation(deps, caller, id, undefined)
  const failed = failOnce(deps, 'cancellingTasks')
  hub.cancel([1])
  await failed
  await hub.heartbeat()
  assert.equal((await peer.receive()).type, 'cancel')
})
