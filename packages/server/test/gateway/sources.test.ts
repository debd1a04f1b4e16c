import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { resumeHeaders } from '@muster/protocol/agent'
import { connectPeer, createHost, openWorld } from './world.ts'

test('an address that guesses is turned away, while an agent that is known from there goes on', async (t) => {
  const world = await openWorld(t, 2)
  const known = createHost()
  const peer = await connectPeer(world.port)
  const answer = await known.register(peer, await known.greet(peer), await world.enrolment(1))
  const instance = answer.type === 'registered' ? answer.instance : ''
  await peer.leave()
  const first = await connectPeer(world.port)
  assert.equal((await known.connect(first, await known.greet(first), instance, 0)).type, 'welcome')
  await first.leave()

  const stranger = createHost()
  const reasons: string[] = []
  for (let guess = 0; guess < 3; guess++) {
    const each = await connectPeer(world.port)
    const refused = await stranger.register(each, await stranger.greet(each), { code: 'made up', secret: 'guess' })
    reasons.push(refused.type === 'refuse' ? `${refused.final} ${refused.reason}` : refused.type)
    await each.closed
  }
  assert.match(reasons[1] ?? '', /^true The register code or its secret is wrong/)
  assert.match(reasons[2] ?? '', /^false Too many requests from this address/)

  const again = await connectPeer(world.port)
  assert.equal((await known.connect(again, await known.greet(again), instance, 0)).type, 'welcome')
  await again.leave()
})

test('tickets that are made up are answered before a socket is opened', async (t) => {
  const world = await openWorld(t, 1)
  const ask = async () => {
    const ticket = { instance: 'ins-00000001', epoch: 1, issued: 0, nonce: 'n'.repeat(32), proof: '' }
    const socket = connect(world.port, '127.0.0.1')
    const key = Buffer.alloc(16).toString('base64')
    socket.write(
      `GET /agent/v1 HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${key}\r\n${resumeHeaders.ticket}: ${JSON.stringify(ticket)}\r\n\r\n`,
    )
    const [bytes] = (await once(socket, 'data')) as [Buffer]
    socket.destroy()
    return bytes.toString().slice(0, 12)
  }
  assert.equal(await ask(), 'HTTP/1.1 101')
  assert.equal(await ask(), 'HTTP/1.1 429')
})
