import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type AgentMessage,
  challengeText,
  hashOf,
  leafOf,
  protocolVersion,
  readAgentMessage,
  rootText,
  type ServerMessage,
  type TaskEvent,
  type Work,
  writeServerMessage,
} from '@muster/protocol/agent'
import { type WebSocket, WebSocketServer } from 'ws'

/** A server that trusts everybody and keeps nothing, so that what is measured at an agent is the agent. */
export interface FakeServer {
  readonly url: string
  readonly connected: Promise<void>
  /** Sends one task and resolves when the agent has told its end; the moment of the frame goes to `sent`. */
  readonly deliver: (script: string, userName: string, sent: () => void) => Promise<TaskEvent>
  readonly close: () => void
}

const instance = 'mi-bench000'
const base = {
  timeoutSeconds: 60,
  killGraceMs: 5000,
  workingDirectory: '',
  profile: 'plain',
  termination: 'processTree',
  output: 'merged',
  outputLimit: 24_576,
} as const

export async function startFakeServer(): Promise<FakeServer> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  const signed = (text: Uint8Array) => sign(null, text, privateKey)
  const http = createServer()
  const sockets = new WebSocketServer({ server: http, perMessageDeflate: false })
  const waiting = new Map<number, (end: TaskEvent) => void>()
  let agent: WebSocket | undefined
  let sequence = 0
  const send = (socket: WebSocket, message: ServerMessage) => socket.send(writeServerMessage(message))

  const answer = (socket: WebSocket, message: AgentMessage, ready: () => void) => {
    switch (message.type) {
      case 'hello': {
        const nonce = randomBytes(24).toString('base64url')
        const signature = signed(challengeText({ agent: message.nonce, server: nonce })).toString('base64')
        return send(socket, { type: 'challenge', protocol: protocolVersion, nonce, serverKey: spki, signature })
      }
      case 'register':
        return send(socket, { type: 'registered', instance })
      case 'connect':
        return send(socket, { type: 'welcome', epoch: message.epoch + 1 })
      case 'ready':
        agent = socket
        return ready()
      case 'report':
        return take(socket, message.events)
    }
  }

  const take = (socket: WebSocket, events: readonly TaskEvent[]) => {
    for (const event of events) {
      if (event.event === 'refused') throw new Error(`the agent refused the task: ${event.reason}`)
      if (event.event !== 'finished') continue
      const { sequence, attempt, size } = event
      const tasks = [{ sequence, attempt, offset: size, done: true }]
      send(socket, { type: 'acknowledge', tasks, settled: sequence })
      waiting.get(sequence)?.(event)
      waiting.delete(sequence)
    }
  }

  const connected = new Promise<void>((resolve) => {
    sockets.on('connection', (socket) =>
      socket.on('message', (data: Buffer, isBinary) =>
        answer(socket, readAgentMessage(isBinary ? data : data.toString()), resolve),
      ),
    )
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    connected,
    deliver: (script, userName, sent) => {
      sequence += 1
      const deliverBy = Date.now() + 60_000
      const content = Buffer.from(script).toString('base64')
      const head = { sequence, attempt: 1, deliverBy, instance, task: 'task-bench' }
      const work: Work = { ...base, userName, script: content }
      const bytes = Buffer.from(JSON.stringify(work))
      const root = leafOf(head, hashOf(bytes))
      const proof = { index: 0, count: 1, path: '', signature: signed(rootText(root)).toString('latin1') }
      const end = new Promise<TaskEvent>((resolve) => waiting.set(sequence, resolve))
      sent()
      if (agent) send(agent, { type: 'deliver', tasks: [{ head, work: bytes, proof }] })
      return end
    },
    close: () => {
      sockets.close()
      http.close()
    },
  }
}
