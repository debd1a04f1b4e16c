import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { connectPeer, createHost, openWorld, type World } from './world.ts'

async function enrolled(
  t: TestContext,
): Promise<{ world: World; instance: string; host: ReturnType<typeof createHost> }> {
  const world = await openWorld(t)
  const host = createHost()
  const peer = await connectPeer(world.port)
  const answer = await host.register(peer, await host.greet(peer), await world.enrolment(1))
  assert.equal(answer.type, 'registered')
  await peer.leave()
  return { world, host, instance: answer.type === 'registered' ? answer.instance : '' }
}

test('an agent whose ready is lost again and again is still let in', async (t) => {
  const { world, host, instance } = await enrolled(t)
  let epoch = 0
  for (let attempt = 0; attempt < 4; attempt++) {
    const peer = await connectPeer(world.port)
    const answer = await host.connect(peer, await host.greet(peer), instance, epoch)
    assert.equal(answer.type, 'welcome')
    // The agent stores the epoch before it says so, and then the connection breaks.
    if (answer.type === 'welcome') epoch = answer.epoch
    await peer.leave()
  }
})

test('a copy that is behind is refused', async (t) => {
  const { world, host, instance } = await enrolled(t)
  const peer = await connectPeer(world.port)
  await host.connect(peer, await host.greet(peer), instance, 0)
  peer.send({ type: 'ready', epoch: 1 })
  await world.onRecord()
  const copy = await connectPeer(world.port)
  const answer = await host.connect(copy, await host.greet(copy), instance, 0)
  assert.equal(answer.type === 'refuse' && answer.final, true)
})

test('a host that gives itself out for another one is refused', async (t) => {
  const { world, instance } = await enrolled(t)
  const other = createHost()
  const first = await connectPeer(world.port)
  assert.equal((await other.register(first, await other.greet(first), await world.enrolment(1))).type, 'registered')
  await first.leave()
  const peer = await connectPeer(world.port)
  const answer = await other.connect(peer, await other.greet(peer), instance, 0)
  assert.equal(answer.type === 'refuse' && answer.final, true)
})

test('a host whose enrolment was not answered asks again, even when it took the last place', async (t) => {
  const world = await openWorld(t)
  const enrolment = await world.enrolment(1)
  const host = createHost()
  const first = await connectPeer(world.port)
  const before = await host.register(first, await host.greet(first), enrolment)
  await first.leave()
  const second = await connectPeer(world.port)
  assert.deepEqual(await host.register(second, await host.greet(second), enrolment), before)
  await second.leave()

  const stranger = await connectPeer(world.port)
  const other = createHost()
  const answer = await other.register(stranger, await other.greet(stranger), enrolment)
  assert.match(answer.type === 'refuse' ? answer.reason : '', /used up/)
})

test('a connection that never says who it is ends', async (t) => {
  const { hub, port, clock } = await openWorld(t)
  const peer = await connectPeer(port)
  clock.at += 60_000
  await hub.heartbeat()
  await peer.closed
})

test('no connection outlives the gateway', async (t) => {
  const { hub, port } = await openWorld(t)
  const peer = await connectPeer(port)
  await hub.close()
  await peer.closed
})
