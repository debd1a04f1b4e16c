import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { delivered, finished, startRun } from './runs.ts'
import { request, ticketHolder } from './tickets.ts'
import { connectPeer } from './world.ts'

/**
 * A host to which three tasks were sent, of which it has ended the first. It comes back to a server that has not looked yet
 * what is open there.
 */
async function comeBackUnknown(t: TestContext) {
  const { world, held } = await ticketHolder(t)
  const { deps, hub } = world
  const first = await connectPeer(world.port, request(held, 2).headers)
  for (let run = 0; run < 3; run += 1) await startRun(deps, 'fail')
  hub.deliver([1])
  assert.equal((await first.receive()).type, 'deliver')
  first.send({ type: 'report', events: [finished(1)] })
  assert.equal((await first.receive()).type, 'acknowledge')
  await first.leave()

  const { store } = deps
  const { promise: mayLook, resolve: look } = Promise.withResolvers<void>()
  const openAssignments: typeof store.openAssignments = async (...given) => {
    await mayLook
    return store.openAssignments(...given)
  }
  Object.assign(deps, { store: Object.assign(Object.create(store), { openAssignments }) })
  return { world, peer: await connectPeer(world.port, request(held, 3).headers), look }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('what is settled is told once it is known what else is open: an agent refuses all tasks up to there', async (t) => {
  const { world, peer, look } = await comeBackUnknown(t)
  const { deps } = world
  peer.send({ type: 'report', events: [finished(3)] })
  const all = { offset: 0, limit: 3 }
  const states = async () => (await deps.store.listTasks(1, {}, all)).items.map(({ state }) => state)
  while ((await states()).filter((state) => state === 'succeeded').length < 2) await turn()
  for (let each = 0; each < 100; each += 1) await turn()
  look()
  assert.deepEqual(await delivered(peer), [2])
  assert.deepEqual(await peer.receive(), {
    type: 'acknowledge',
    tasks: [{ sequence: 3, attempt: 1, offset: 0, done: true }],
    settled: 1,
  })
  await peer.leave()
})

test('nothing new overtakes what may wait for an agent that has just come, and what came meanwhile is sent once', async (t) => {
  const { world, peer, look } = await comeBackUnknown(t)
  const { deps, hub } = world
  assert.equal(hub.reserve([1]).has(1), false)
  await startRun(deps, 'fail')
  hub.deliver([1])
  assert.deepEqual(await delivered(peer), [4])
  look()
  assert.deepEqual(await delivered(peer), [2, 3])
  while (!hub.reserve([1]).has(1)) await turn()
  await peer.leave()
})
