import type { IncomingHttpHeaders } from 'node:http'
import type { SecureContext } from 'node:tls'
import {
  type AgentMessage,
  type Frame,
  readServerMessage,
  type ServerMessage,
  writeAgentMessage,
} from '@muster/protocol/agent'
import { WebSocket } from 'ws'
import type { Line } from '../report/reporter.ts'

/** The largest message an agent takes: a slice of 256 plans of 64 KiB scripts would be larger, so servers cut slices. */
const largestMessage = 16 * 1024 * 1024
/** Above this much unsent data no more is produced. */
const highWater = 1024 * 1024
/** Below the minute after which balancers and NAT drop what is silent; 10,000 agents cost the server 1 % of a core. */
const pingMs = 25_000
const missedPings = 1
const openTimeoutMs = 15_000

/** The end of a connection, or of the try to make one. */
export class Disconnected extends Error {
  readonly code: number
  readonly reason: string
  /** The host is up, and no server listens. */
  readonly refused: boolean

  constructor(code: number, reason: string, problem: NodeJS.ErrnoException | undefined) {
    super(reason || problem?.message || problem?.code || `the connection was closed (${code})`)
    this.code = code
    this.reason = reason
    this.refused = problem?.code === 'ECONNREFUSED'
  }
}

export interface SocketEvents {
  readonly message: (message: ServerMessage) => void
  readonly closed: (how: Disconnected) => void
}

export interface Target {
  readonly url: string
  readonly trust: SecureContext
  readonly localAddress: string | undefined
  readonly headers: Readonly<Record<string, string>>
}

export interface Socket extends Line {
  /** Gives the headers with which the server opened it. */
  readonly opened: Promise<IncomingHttpHeaders>
  readonly terminate: () => void
}

/** One socket to the server: whole, checked messages in both directions, and an end that is always told. */
export function openSocket({ url, trust, localAddress, headers }: Target, events: SocketEvents): Socket {
  const socket = new WebSocket(url, {
    maxPayload: largestMessage,
    perMessageDeflate: false,
    handshakeTimeout: openTimeoutMs,
    headers,
    // A spread: ws hands it on to Node, but its types do not know it.
    ...{ secureContext: trust },
    ...(localAddress ? { localAddress } : {}),
  })
  let heard = 0
  let drained: (() => void)[] = []
  let problem: NodeJS.ErrnoException | undefined
  const pings = setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN) return
    heard += 1
    if (heard > missedPings) return socket.terminate()
    socket.ping()
  }, pingMs)
  const alive = () => {
    heard = 0
  }
  const release = () => {
    if (socket.readyState === WebSocket.OPEN && socket.bufferedAmount > highWater) return
    for (const resolve of drained.splice(0)) resolve()
  }
  const opened = Promise.withResolvers<IncomingHttpHeaders>()
  opened.promise.catch(() => {})
  let answer: IncomingHttpHeaders = {}
  socket.once('upgrade', (response) => {
    answer = response.headers
  })
  socket.once('open', () => opened.resolve(answer))
  socket.on('error', (error) => {
    problem ??= error
  })
  socket.on('ping', alive)
  socket.on('pong', alive)
  socket.on('message', (data: Buffer, isBinary) => {
    alive()
    const message = parse(isBinary ? data : data.toString())
    if (message) events.message(message)
    else socket.close(1002, 'not a message of this protocol')
  })
  socket.on('close', (code, reason) => {
    clearInterval(pings)
    release()
    drained = []
    const how = new Disconnected(code, String(reason), problem)
    opened.reject(how)
    events.closed(how)
  })
  return {
    opened: opened.promise,
    send: (message: AgentMessage) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(writeAgentMessage(message), release)
    },
    ready: () => {
      if (socket.readyState !== WebSocket.OPEN || socket.bufferedAmount <= highWater) return Promise.resolve()
      return new Promise((resolve) => drained.push(resolve))
    },
    terminate: () => socket.terminate(),
  }
}

function parse(frame: Frame): ServerMessage | undefined {
  try {
    return readServerMessage(frame)
  } catch {
    return undefined
  }
}
