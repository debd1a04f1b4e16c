import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import { createRegisterCode } from '@muster/core'
import { readServerMessage, type ServerMessage, writeAgentMessage } from '@muster/protocol/agent'
import type { Connection, ConnectionEvents } from '@muster/protocol/websocket'
import { caller, createHost, type Peer } from '../../../packages/server/test/gateway/world.ts'
import { openWorld } from '../world.ts'
import type { Target } from './target.ts'

/** A connection without a socket: what the server says is kept, what the agent says is put in. */
class Line {
  readonly heard: ServerMessage[] = []
  #events: ConnectionEvents | undefined
  backlog = 0
  start = (_: Buffer, events: ConnectionEvents) => {
    this.#events = events
  }
  allow = () => {}
  pause = () => {}
  resume = () => {}
  ping = () => {}
  send = (frame: string | Buffer) => void this.heard.push(readServerMessage(frame))
  say = (frame: string | Buffer) => this.#events?.message(frame)
  close = () => this.terminate()
  terminate = () => {
    const events = this.#events
    this.#events = undefined
    events?.ended({ code: 1000, reason: '', error: undefined })
  }
}

/** Everything that an agent's words set going runs in memory: some turns of the loop are enough. */
const turns = 60

async function settled(): Promise<void> {
  for (let i = 0; i < turns; i++) await turn()
}

/**
 * The steps of an agent, a letter each: `h` greets, `c` connects as a host that has enrolled, `y` is ready; `t` and `b` say a
 * frame of text or bytes, whose length is the two bytes that follow.
 */
export async function openSession(): Promise<Target> {
  const { services, errors } = await openWorld()
  const deps = services.deps()
  const draft = { kind: 'cvm', description: '', namePrefix: '', limit: 1, hours: undefined, ipRange: '' } as const
  const { id, secret } = await createRegisterCode(deps, caller, draft)
  const host = createHost()
  let instance = ''
  let epoch = 0

  const open = () => {
    const line = new Line()
    services.hub.accept({ connection: line as unknown as Connection, head: Buffer.alloc(0), address: '127.0.0.1' })
    const peer: Peer = {
      proof: undefined,
      send: (message) => line.say(writeAgentMessage(message)),
      receive: async () => {
        for (let i = 0; i < turns && line.heard.length === 0; i++) await turn()
        return line.heard.shift() ?? { type: 'refuse', reason: 'the server says nothing', final: false }
      },
      leave: async () => line.terminate(),
      closed: Promise.resolve(),
    }
    return { line, peer }
  }
  const enrol = async () => {
    const { peer } = open()
    const code = { code: deps.nativeIds.formatCode(id), secret }
    const answer = await host.register(peer, await host.greet(peer), code)
    if (answer.type === 'registered') instance = answer.instance
    await peer.leave()
  }
  await enrol()

  return {
    covers: /packages\/(server\/src\/gateway|protocol\/src\/agent)\/.*\.ts$/,
    words: ['h', 'hc', 'hcy', 'hcyb\0\x03\x04\0\0', 't\0\x02{}', 't\0\x0f{"type":"ready"', '"epoch":1', '\x04\0\x01\0', '@\x1c\0\0\0\0\0\0\0\0'],
    seeds: ['h', 'hc', 'hcy', 'hcyhcy', 'hcyb\0\x0e\x04\0\x01\0@\x1c\0\0\0\0\0\0\0\0', 'hcyb\0\x16\x04\0\x01\x02@\x1c\0\0\0\0\0\0\0\0A\x70\0\0\0\0\0\0', 't\0\x1b{"type":"ready","epoch":1}'],
    run: async (input) => {
      const { line, peer } = open()
      let nonces = { agent: '', server: '' }
      for (let at = 0; at < input.length; at++) {
        const step = String.fromCharCode(input[at] ?? 0)
        if (step === 'h') nonces = await host.greet(peer).catch(() => nonces)
        if (step === 'c') {
          const answer = await host.connect(peer, nonces, instance, epoch)
          if (answer.type === 'welcome') epoch = answer.epoch
        }
        if (step === 'y') peer.send({ type: 'ready', epoch })
        if (step === 't' || step === 'b') {
          const length = at + 3 > input.length ? 0 : input.readUInt16BE(at + 1)
          const frame = input.subarray(at + 3, at + 3 + length)
          at += 2 + frame.length
          line.say(step === 't' ? frame.toString() : Buffer.from(frame))
        }
      }
      await settled()
      line.terminate()
      await settled()
      assert.deepEqual(errors.splice(0), [])
    },
  } // biome-ignore format: the words are a table
}
