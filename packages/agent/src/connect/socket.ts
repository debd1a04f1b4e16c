import {
  type AgentMessage,
  type Frame,
  readServerMessage,
  type ServerMessage,
  writeAgentMessage,
} from '@muster/protocol/agent'
import { type Connection, type Destination, openConnection } from '@muster/protocol/websocket'
import type { Line } from '../report/reporter.ts'

/** The largest message an agent takes: a slice of 256 plans of 64 KiB scripts would be larger, so servers cut slices. */
const largestMessage = 16 * 1024 * 1024
/** Above this much unsent data no more is produced. */
const highWater = 1024 * 1024
/**
 * A server that was not heard for so long is asked, and once more before it is given up. Below the minute after which
 * balancers and NAT drop what is silent; 10,000 agents that rest cost the server 1 % of a core.
 */
const silenceMs = 25_000
const openTimeoutMs = 15_000
/** Of RFC 6455: there was no close frame, and: the peer has broken the protocol. */
const noCode = 1006
const notUnderstood = 1002

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

export type Target = Pick<Destination, 'url' | 'stream' | 'headers'>

export interface Socket extends Line {
  /** Gives the headers with which the server opened it. */
  readonly opened: Promise<Readonly<Record<string, string>>>
  readonly terminate: () => void
}

/** Has the work on a frame done, in the order of the frames: at once, or in a turn of its own. */
export type Take = (work: () => void) => void

/** One socket to the server: whole, checked messages in both directions, and an end that is always told. */
export function openSocket(target: Target, events: SocketEvents, take: Take): Socket {
  const opening = openConnection({ ...target, largest: largestMessage, timeoutMs: openTimeoutMs })
  let connection: Connection | undefined
  let drained: (() => void)[] = []
  const isFull = () => connection?.isOpen === true && connection.backlog > highWater
  const release = () => {
    if (isFull()) return
    for (const resolve of drained.splice(0)) resolve()
  }
  const opened = opening.opened.then(
    ({ connection: made, head, headers }) => {
      connection = made
      keepUp(made, head, { take, ...events }, () => {
        release()
        drained = []
      })
      return headers
    },
    (error: NodeJS.ErrnoException) => {
      const how = new Disconnected(noCode, '', error)
      events.closed(how)
      throw how
    },
  )
  opened.catch(() => {})
  return {
    opened,
    send: (message: AgentMessage) => connection?.send(writeAgentMessage(message), release),
    ready: () => (isFull() ? new Promise((resolve) => drained.push(resolve)) : Promise.resolve()),
    terminate: opening.abort,
  }
}

/** Takes messages, pings, and tells the end. */
function keepUp(
  connection: Connection,
  head: Buffer,
  { take, message, closed }: SocketEvents & { readonly take: Take },
  ended: () => void,
): void {
  let asked = false
  const silence = setTimeout(() => {
    if (asked) return connection.terminate()
    asked = true
    connection.ping()
    silence.refresh()
  }, silenceMs)
  const heard = () => {
    asked = false
    silence.refresh()
  }
  connection.start(head, {
    heard,
    message: (frame) => {
      heard()
      take(() => {
        const told = parse(frame)
        if (told) message(told)
        else connection.close(notUnderstood, 'not a message of this protocol')
      })
    },
    ended: ({ code, reason, error }) => {
      clearTimeout(silence)
      ended()
      take(() => closed(new Disconnected(code, reason, error)))
    },
  })
}

function parse(frame: Frame): ServerMessage | undefined {
  try {
    return readServerMessage(frame)
  } catch {
    return undefined
  }
}
