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
const pingMs = 15_000
const missedPings = 2
const openTimeoutMs = 15_000

export interface Closed {
  readonly code: number
  readonly reason: string
}

export interface SocketEvents {
  readonly message: (message: ServerMessage) => void
  readonly closed: (how: Closed) => void
}

export interface Socket extends Line {
  readonly opened: Promise<void>
  readonly terminate: () => void
}

/** One socket to the server: whole, checked messages in both directions, and an end that is always told. */
export function openSocket(url: string, localAddress: string | undefined, events: SocketEvents): Socket {
  const socket = new WebSocket(url, {
    maxPayload: largestMessage,
    perMessageDeflate: false,
    handshakeTimeout: openTimeoutMs,
    ...(localAddress ? { localAddress } : {}),
  })
  let heard = 0
  let drained: (() => void)[] = []
  let problem = ''
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
  const opened = new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('close', () => reject(new Error(problem || 'the connection was closed')))
  })
  opened.catch(() => {})
  socket.on('error', (error) => {
    problem ||= error.message || String((error as NodeJS.ErrnoException).code)
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
    events.closed({ code, reason: String(reason) || problem })
  })
  return {
    opened,
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
