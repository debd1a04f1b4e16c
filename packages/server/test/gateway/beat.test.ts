import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createSources } from '@muster/dialects'
import type { Connection, ConnectionEvents } from '@muster/protocol/websocket'
import pino from 'pino'
import { Session } from '../../src/gateway/native/session.ts'
import { openWorld } from './world.ts'

/** A connection in the hands of the test. */
class Line {
  readonly told: string[] = []
  #events: ConnectionEvents | undefined
  start = (_: Buffer, events: ConnectionEvents) => {
    this.#events = events
  }
  ping = () => void this.told.push('ping')
  terminate = () => void this.told.push('terminate')
  pause = () => void this.told.push('pause')
  resume = () => void this.told.push('resume')
  heard = () => this.#events?.heard()
}

async function openSession(t: TestContext) {
  const { deps } = await openWorld(t)
  const line = new Line()
  const events = { ready: async () => {}, report: () => {}, terminal: () => {}, closed: () => {} }
  const serverKey = { publicKey: '', fingerprint: '', sign: () => Buffer.alloc(0) }
  const doorkeeper = { find: async () => undefined, ticketKey: '', sources: createSources(deps.clock, 0) }
  const parts = { deps, doorkeeper, serverKey, log: pino({ level: 'silent' }), events }
  const connection = line as unknown as Connection
  return { line, session: new Session({ connection, head: Buffer.alloc(0), address: '127.0.0.1' }, parts) }
}

test('an agent that is heard is not asked; a silent one is asked once and then dropped', async (t) => {
  const { line, session } = await openSession(t)
  assert.equal(session.beat(), true)
  line.heard()
  assert.equal(session.beat(), true)
  assert.deepEqual(line.told, [])
  assert.equal(session.beat(), false)
  line.heard()
  assert.equal(session.beat(), true)
  assert.deepEqual(line.told, ['ping'])
  assert.equal(session.beat(), false)
  assert.equal(session.beat(), false)
  assert.deepEqual(line.told, ['ping', 'ping', 'terminate'])
})

test('an agent that two wait for is read again when both have had enough', async (t) => {
  const { line, session } = await openSession(t)
  session.pause()
  session.pause()
  session.resume()
  assert.deepEqual(line.told, ['pause', 'pause'])
  session.resume()
  assert.deepEqual(line.told, ['pause', 'pause', 'resume'])
})
