import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import { resumeHeaders, ticketProof } from '@muster/protocol/agent'
import { connectPeer, createHost, openWorld, type World } from './world.ts'

export interface Held {
  readonly instance: string
  readonly secret: string
}

/** An agent that has gone the long way once, at epoch 1, and left. */
export async function ticketHolder(
  t: TestContext,
): Promise<{ world: World; host: ReturnType<typeof createHost>; held: Held }> {
  const world = await openWorld(t)
  const host = createHost()
  const peer = await connectPeer(world.port)
  const nonces = await host.greet(peer)
  const registered = await host.register(peer, nonces, await world.enrolment(2))
  const instance = registered.type === 'registered' ? registered.instance : ''
  const welcome = await host.connect(peer, nonces, instance, 0, 'wanted')
  assert.equal(welcome.type, 'welcome')
  peer.send({ type: 'ready', epoch: 1 })
  await world.onRecord()
  await peer.leave()
  return { world, host, held: { instance, secret: (welcome.type === 'welcome' && welcome.ticket) || '' } }
}

export function request({ instance, secret }: Held, epoch: number, nonce = randomBytes(32).toString('base64url')) {
  const ticket = { instance, epoch, issued: 1, nonce }
  const header = JSON.stringify({ ...ticket, proof: ticketProof(secret, 'agent', ticket) })
  return { headers: { [resumeHeaders.ticket]: header }, expected: ticketProof(secret, 'server', ticket) }
}
