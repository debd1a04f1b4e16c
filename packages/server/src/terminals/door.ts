import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { answerUpgrade, Connection } from '@muster/protocol/websocket'
import type { Logger } from 'pino'
import { turnAway } from '../gateway/native/upgrade.ts'
import { sessionPath } from './keys.ts'
import type { Terminals, Visitor } from './terminals.ts'
import { createAliyunWire } from './wires/aliyun.ts'
import { plainWire } from './wires/plain.ts'
import { isSize } from './wires/wire.ts'

/** Of a client: a paste in one piece, with a frame's head. */
const messageBytes = 64 * 1024 + 64
const usual = { columns: 80, rows: 24 } as const

interface Parts {
  readonly terminals: Terminals
  readonly now: () => number
  readonly log: Logger
  readonly mayConnect: (request: IncomingMessage) => boolean
}

/** Lets in whoever comes with the token of a terminal. `wire=plain` asks for our own framing. */
export function createTerminalDoor({ terminals, now, log, mayConnect }: Parts) {
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const [path, query = ''] = (request.url ?? '').split('?', 2)
    if (path !== sessionPath) {
      turnAway(socket, '404 Not Found')
      return
    }
    if (!mayConnect(request)) {
      turnAway(socket, '403 A client certificate is needed: give --cert and --key')
      return
    }
    const asked = new URLSearchParams(query)
    const token = asked.get('token') ?? request.headers['x-acs-session-token']?.toString() ?? ''
    const visitor = visitorOf(request, asked, now)
    enter(request, socket, head).catch((error: unknown) => {
      log.error({ error: String(error) }, 'a terminal could not be opened')
      socket.destroy()
    })

    async function enter(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
      const answer = answerUpgrade(request.method ?? '', request.headers, {})
      if ('refused' in answer) return void socket.end(answer.refused, () => socket.destroy())
      const terminal = await terminals.enter(asked.get('sessionId') ?? '', token, visitor.address)
      if (!terminal) return turnAway(socket, '403 The token is not good any more: ask for another terminal')
      socket.write(answer.opened)
      terminals.open(terminal, new Connection(socket, 'server', messageBytes), head, visitor)
    }
  }
}

function visitorOf({ socket }: IncomingMessage, asked: URLSearchParams, now: () => number): Visitor {
  const [columns, rows] = [Number(asked.get('columns')), Number(asked.get('rows'))]
  return {
    address: socket.remoteAddress ?? '',
    wire: asked.get('wire') === 'plain' ? plainWire : createAliyunWire(now),
    ...(isSize(columns, rows) ? { columns, rows } : usual),
  }
}
