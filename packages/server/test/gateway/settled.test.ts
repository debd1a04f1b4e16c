import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { delivered, enrolHost, finished, patient, startRun } from './runs.ts'
import { openWorld } from './world.ts'

/** A host that was sent its first and third tasks, by calls that found it here; the second still waits in the store. */
async function overtaken(t: TestContext) {
  const world = await openWorld(t)
  const { deps, hub } = world
  const peer = await (await enrolHost(world)).come()
  while (!hub.reserve([1]).has(1)) await turn()
  const here = { ...deps, gateway: { reserve: hub.reserve } }
  await startRun(here, 'fail')
  assert.deepEqual(await delivered(peer), [1])
  await startRun(deps, patient)
  await startRun(here, 'fail')
  assert.deepEqual(await delivered(peer), [3])
  return { world, peer }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

const report = { type: 'report', events: [finished(1), finished(3)] } as const
const acknowledged = {
  type: 'acknowledge',
  tasks: [1, 3].map((sequence) => ({ sequence, attempt: 1, offset: 0, done: true })),
  settled: 1,
}

test('what waits in the store is not settled, though a later task has ended: its host would refuse it', async (t) => {
  const { world, peer } = await overtaken(t)
  peer.send(report)
  assert.deepEqual(await peer.receive(), acknowledged)
  world.hub.deliver([1])
  assert.deepEqual(await delivered(peer), [2])
})

test('nothing is settled while it is being claimed what waits', async (t) => {
  const { world, peer } = await overtaken(t)
  const { deps, hub } = world
  const { store } = deps
  const { promise: mayHear, resolve: hear } = Promise.withResolvers<void>()
  const { promise: claimed, resolve: tell } = Promise.withResolvers<void>()
  const claimTasks: typeof store.claimTasks = async (given) => {
    const claim = await store.claimTasks(given)
    tell()
    await mayHear
    return claim
  }
  Object.assign(deps, { store: Object.assign(Object.create(store), { claimTasks }) })
  hub.deliver([1])
  await claimed
  peer.send(report)
  const all = { offset: 0, limit: 3 }
  const over = async () => (await store.listTasks(1, {}, all)).items.filter(({ state }) => state === 'succeeded').length
  while ((await over()) < 2) await turn()
  for (let each = 0; each < 100; each += 1) await turn()
  hear()
  assert.deepEqual(await delivered(peer), [2])
  assert.deepEqual(await peer.receive(), acknowledged)
})

test('a task for a host that came while it was stored is sent at once', async (t) => {
  const world = await openWorld(t)
  const { deps, hub } = world
  const peer = await (await enrolHost(world)).come()
  while (!hub.reserve([1]).has(1)) await turn()
  const away = (await deps.store.listTargets(1, {})).map((target) => ({ ...target, online: false }))
  const nudge = { ...deps.nudge, deliver: hub.deliver }
  await startRun({ ...deps, nudge }, patient, { instances: away })
  assert.deepEqual(await delivered(peer), [1])
})
