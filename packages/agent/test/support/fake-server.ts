import { createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  challengeText,
  connectText,
  type Plan,
  protocolVersion,
  readAgentMessage,
  registerProof,
  registerText,
  type ServerMessage,
  type TaskEvent,
  type TerminalReport,
  writeServerMessage,
} from '@muster/protocol/agent'
import { type WebSocket, WebSocketServer } from 'ws'
import {
  exportPrivateKey,
  generateKeys,
  importPrivateKey,
  isSigned,
  type KeyPair,
  signText,
} from '../../src/identity/keys.ts'
import { signPlans } from './plans.ts'
import { until } from './until.ts'

export const secret = 'the secret of the code'

interface Enrolled {
  readonly publicKey: string
  epoch: number
}

/** The server's side of the protocol, small: it keeps what agents tell and acknowledges it, unless told not to. */
export class FakeServer {
  keys: KeyPair = generateKeys()
  readonly events: TaskEvent[] = []
  readonly terminals: TerminalReport[] = []
  readonly reports: TaskEvent[][] = []
  readonly enrolled = new Map<string, Enrolled>()
  readonly ready = new Map<string, WebSocket>()
  readonly problems: string[] = []
  acknowledging: 'on' | 'off' = 'on'
  refusal: { reason: string; final: boolean } | undefined
  registrations = 0
  connections = 0
  readonly #http = createServer()
  readonly #sockets: WebSocketServer

  constructor() {
    this.#sockets = new WebSocketServer({ server: this.#http, path: '/agent/v1' })
    this.#sockets.on('connection', (socket) => this.#talk(socket))
  }

  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.#http.listen(port, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate()
    await new Promise((resolve) => this.#http.close(resolve))
  }

  cut(): void {
    for (const socket of this.#sockets.clients) socket.terminate()
  }

  send(message: ServerMessage, instance = 'ins-test0001'): void {
    const socket = this.#lineOf(instance)
    if (!socket) throw new Error(`${instance} is not connected`)
    socket.send(writeServerMessage(message))
  }

  deliver(plans: readonly Plan[]): void {
    const tasks = signPlans(plans, this.keys.privateKey)
    this.send({ type: 'deliver', tasks }, plans[0]?.instance)
  }

  of<E extends TaskEvent['event']>(event: E, sequence: number): Extract<TaskEvent, { event: E }>[] {
    return this.events.filter(
      (each): each is Extract<TaskEvent, { event: E }> => each.event === event && each.sequence === sequence,
    )
  }

  event<E extends TaskEvent['event']>(event: E, sequence: number, limitMs?: number) {
    return until(`${event} of task ${sequence}`, () => this.of(event, sequence)[0], limitMs)
  }

  /** The record as the agent told it, by offsets; a gap would stay as zeros. */
  output(sequence: number): Buffer {
    const chunks = this.of('output', sequence)
    const record = Buffer.alloc(Math.max(0, ...chunks.map(({ offset, data }) => offset + data.length)))
    for (const { offset, data } of chunks) record.set(data, offset)
    return record
  }

  connected(instance = 'ins-test0001') {
    return until(`${instance} to connect`, () => this.#lineOf(instance))
  }

  /** Of an agent that was killed the line is still there for a moment: what is sent on it is lost. */
  #lineOf(instance: string): WebSocket | undefined {
    const socket = this.ready.get(instance)
    return socket?.readyState === socket?.OPEN ? socket : undefined
  }

  #talk(socket: WebSocket): void {
    this.connections += 1
    const nonces = { agent: '', server: randomBytes(24).toString('hex') }
    let instance = ''
    const send = (message: ServerMessage) => socket.send(writeServerMessage(message))
    socket.on('close', () => {
      if (this.ready.get(instance) === socket) this.ready.delete(instance)
    })
    socket.on('message', (data: Buffer, isBinary) => {
      const message = readAgentMessage(isBinary ? data : data.toString())
      if (message.type === 'hello') {
        if (this.refusal) return send({ type: 'refuse', ...this.refusal })
        nonces.agent = message.nonce
        const signature = signText(this.keys, challengeText(nonces))
        send({
          type: 'challenge',
          protocol: protocolVersion,
          nonce: nonces.server,
          serverKey: this.keys.publicKey,
          signature,
        })
      } else if (message.type === 'register') {
        const transcript = registerText(nonces, message.code, message.publicKey, message.name)
        const proof = registerProof(createHash('sha256').update(secret).digest(), transcript)
        if (message.proof !== proof) this.problems.push('proof')
        if (!isSigned(message.publicKey, transcript, message.signature)) this.problems.push('register signature')
        this.registrations += 1
        instance = `ins-test${String(this.registrations).padStart(4, '0')}`
        this.enrolled.set(instance, { publicKey: message.publicKey, epoch: 0 })
        send({ type: 'registered', instance })
      } else if (message.type === 'connect') {
        instance = message.instance
        const known = this.enrolled.get(instance)
        const text = connectText(nonces, instance, message.epoch)
        if (!known || !isSigned(known.publicKey, text, message.signature)) this.problems.push('connect signature')
        if (known && message.epoch !== known.epoch) this.problems.push(`epoch ${message.epoch}`)
        if (known) known.epoch += 1
        send({ type: 'welcome', epoch: known?.epoch ?? 0 })
      } else if (message.type === 'ready') this.ready.set(instance, socket)
      else if (message.type === 'report') this.#take(message.events, send)
      else this.terminals.push(message)
    })
  }

  #take(events: readonly TaskEvent[], send: (message: ServerMessage) => void): void {
    this.events.push(...events)
    this.reports.push([...events])
    if (this.acknowledging === 'off') return
    const tasks = events.flatMap((event) => {
      const { sequence, attempt } = event
      if (event.event === 'output')
        return [{ sequence, attempt, offset: event.offset + event.data.length, done: false }]
      return event.event === 'finished' ? [{ sequence, attempt, offset: event.size, done: true }] : []
    })
    if (tasks.length > 0) send({ type: 'acknowledge', tasks, settled: null })
  }
}

/** Another key pair with the same bytes, as after a restart of the server. */
export const reopenKeys = (keys: KeyPair): KeyPair => importPrivateKey(exportPrivateKey(keys))
