import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import pino from 'pino'
import type { WebSocket } from 'ws'
import { Session } from '../../src/gateway/native/session.ts'
import { openWorld } from './world.ts'

class Line extends EventEmitter {
  readonly told: string[] = []
  ping = () => void this.told.push('ping')
  terminate = () => void this.told.push('terminate')
}

test('an agent that is heard is not asked; a silent one is asked once and then dropped', async (t) => {
  const { deps } = await openWorld(t)
  const line = new Line()
  const events = { ready: async () => {}, report: () => {}, closed: () => {} }
  const serverKey = { publicKey: '', fingerprint: '', sign: () => Buffer.alloc(0) }
  const doorkeeper = { find: async () => undefined, ticketKey: '' }
  const parts = { deps, doorkeeper, serverKey, log: pino({ level: 'silent' }), events }
  const wire = { socket: line as unknown as WebSocket, stream: new PassThrough(), address: '127.0.0.1' }
  const session = new Session(wire, parts)

  assert.equal(session.beat(), true)
  line.emit('ping')
  assert.equal(session.beat(), true)
  assert.deepEqual(line.told, [])
  assert.equal(session.beat(), false)
  line.emit('pong')
  assert.equal(session.beat(), true)
  assert.deepEqual(line.told, ['ping'])
  assert.equal(session.beat(), false)
  assert.equal(session.beat(), false)
  assert.deepEqual(line.told, ['ping', 'ping', 'terminate'])
})
