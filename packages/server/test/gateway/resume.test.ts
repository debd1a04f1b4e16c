import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { resumeHeaders } from '@muster/protocol/agent'
import { type Held, request, ticketHolder } from './tickets.ts'
import { connectPeer, createHost, type Peer, type World } from './world.ts'

const online = ({ hub }: World) => hub.online()

async function mustGoTheLongWay(world: World, peer: Peer, host: ReturnType<typeof createHost>): Promise<void> {
  assert.equal(peer.proof, undefined)
  assert.equal(online(world), 0)
  await host.greet(peer)
}

test('an agent comes back on its ticket, again and again, and each side proves itself', async (t) => {
  const { world, held } = await ticketHolder(t)
  for (const epoch of [2, 3, 4]) {
    const { headers, expected } = request(held, epoch)
    const peer = await connectPeer(world.port, headers)
    assert.equal(peer.proof, expected)
    assert.equal(online(world), 1)
    await peer.leave()
  }
})

test('a request that is sent again is void, and does not push out the agent that sent it first', async (t) => {
  const { world, host, held } = await ticketHolder(t)
  const { headers } = request(held, 2)
  const peer = await connectPeer(world.port, headers)
  const replay = await connectPeer(world.port, headers)
  assert.equal(replay.proof, undefined)
  await host.greet(replay)
  peer.send({ type: 'report', events: [] })
  assert.equal(online(world), 1)
})

test('of the same request sent many times at once, one is taken', async (t) => {
  const { world, held } = await ticketHolder(t)
  const { headers } = request(held, 2)
  const peers = await Promise.all(Array.from({ length: 20 }, () => connectPeer(world.port, headers)))
  assert.equal(peers.filter(({ proof }) => proof !== undefined).length, 1)
})

for (const [what, change] of [
  ['a secret that is wrong', (held: Held) => request({ ...held, secret: randomBytes(32).toString('base64') }, 2)],
  ['an epoch of the past', (held: Held) => request(held, 1)],
  ['an epoch far ahead', (held: Held) => request(held, 9)],
  ['an instance that is not there', (held: Held) => request({ ...held, instance: 'ins-aaaaaaaa' }, 2)],
  ['what is no ticket', () => ({ headers: { [resumeHeaders.ticket]: '{"instance":1}' } })],
] as const)
  test(`${what} opens a socket that must go the long way`, async (t) => {
    const { world, host, held } = await ticketHolder(t)
    const peer = await connectPeer(world.port, change(held).headers)
    await mustGoTheLongWay(world, peer, host)
  })

test('the ticket of one host is of no use for another', async (t) => {
  const { world, host, held } = await ticketHolder(t)
  const other = createHost()
  const peer = await connectPeer(world.port)
  const answer = await other.register(peer, await other.greet(peer), await world.enrolment(1))
  await peer.leave()
  const instance = answer.type === 'registered' ? answer.instance : ''
  await mustGoTheLongWay(world, await connectPeer(world.port, request({ ...held, instance }, 1).headers), host)
})

test('a copy of a folder cannot come in while its original comes back on tickets', async (t) => {
  const { world, host, held } = await ticketHolder(t)
  const original = await connectPeer(world.port, request(held, 2).headers)
  const copy = await connectPeer(world.port)
  const answer = await host.connect(copy, await host.greet(copy), held.instance, 1)
  assert.equal(answer.type === 'refuse' && answer.final, true)
  assert.equal(online(world), 1)
  await original.leave()
})

test('an agent that took an epoch without an answer comes in the long way with that epoch', async (t) => {
  const { world, host, held } = await ticketHolder(t)
  const lost = await connectPeer(world.port, request(held, 2).headers)
  await lost.leave()
  const peer = await connectPeer(world.port)
  assert.equal((await host.connect(peer, await host.greet(peer), held.instance, 2)).type, 'welcome')
})

test('an agent whose ready and whose ticket were both lost on the way comes in the long way, and its copy does not', async (t) => {
  const { world, host, held } = await ticketHolder(t)
  const peer = await connectPeer(world.port)
  // Of epoch 2 the server never stored the ready, and the agent has said 3 on the ticket that came with it.
  const welcome = await host.connect(peer, await host.greet(peer), held.instance, 3)
  assert.equal(welcome.type === 'welcome' && welcome.epoch, 4)
  peer.send({ type: 'ready', epoch: 4 })
  await world.onRecord()
  const copy = await connectPeer(world.port)
  const answer = await host.connect(copy, await host.greet(copy), held.instance, 3)
  assert.equal(answer.type === 'refuse' && answer.final, true)
})

test('a ready that was long on its way does not push out the agent that has come since', async (t) => {
  const { world, host, held } = await ticketHolder(t)
  const late = await connectPeer(world.port)
  await host.connect(late, await host.greet(late), held.instance, 1)
  const present = await connectPeer(world.port)
  await host.connect(present, await host.greet(present), held.instance, 2)
  present.send({ type: 'ready', epoch: 3 })
  await world.onRecord()
  late.send({ type: 'ready', epoch: 2 })
  const answer = await late.receive()
  assert.equal(answer.type === 'refuse' && answer.final, false)
  present.send({ type: 'report', events: [] })
  assert.equal(online(world), 1)
  await present.leave()
})
