import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { readResume, resumeHeaders } from '@muster/protocol/agent'
import { answerUpgrade, Connection } from '@muster/protocol/websocket'
import type { Logger } from 'pino'
import { createTogether } from '../../http/together.ts'
import type { Resumption } from './admission.ts'
import type { Hub } from './hub.ts'
import { Refusal } from './refusal.ts'

export const agentPath = '/agent/v1'

/** The largest message of a peer that has not yet shown who it is. */
const greetingBytes = 64 * 1024

/**
 * Node takes its own listener off at an upgrade: without one a peer that resets would end the process; the stream ends
 * by itself. A listener made in the handler would hold the request for as long as the socket lives: 1.7 KB an agent.
 */
const ignore = () => {}

interface Parts {
  readonly hub: Hub
  readonly log: Logger
  /** Whether who asks may open a socket at all. */
  readonly mayConnect: (request: IncomingMessage) => boolean
  /** What is no agent's. */
  readonly others?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
}

/** Takes agents' connections from the server's port; those that hold a ticket are let in by the request itself. */
export function acceptAgents(server: Server, { hub, log, mayConnect, others }: Parts): void {
  const sendWithOthers = createTogether()

  function open(request: IncomingMessage, socket: Duplex, head: Buffer, resumption: Resumption | undefined): void {
    const proof = resumption ? { [resumeHeaders.proof]: resumption.proof } : {}
    const answer = answerUpgrade(request.method ?? '', request.headers, proof)
    if ('refused' in answer || socket.destroyed) {
      if (resumption) hub.abandon(resumption.admission)
      if ('refused' in answer) socket.end(answer.refused, () => socket.destroy())
      return
    }
    // Corked, so that what is sent to the agent from now on stays behind the answer.
    socket.cork()
    socket.write(answer.opened)
    sendWithOthers(() => socket.uncork())
    const connection = new Connection(socket, 'server', greetingBytes)
    hub.accept({ connection, head, address: request.socket.remoteAddress ?? '' }, resumption?.admission)
  }

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', ignore)
    if (request.url?.split('?', 1)[0] !== agentPath) {
      if (others) others(request, socket, head)
      else turnAway(socket, '404 Not Found')
      return
    }
    if (!mayConnect(request)) {
      turnAway(socket, '403 A client certificate is needed: give --cert and --key')
      return
    }
    const ticket = readResume(request.headers[resumeHeaders.ticket]?.toString())
    const admitted = ticket ? hub.admit(ticket, request.socket.remoteAddress ?? '') : Promise.resolve(undefined)
    admitted
      .then((resumption) => open(request, socket, head, resumption))
      .catch((error: unknown) => {
        if (error instanceof Refusal) {
          turnAway(socket, '429 Too Many Requests')
          return
        }
        log.error({ error: String(error) }, 'an agent could not come back')
        socket.destroy()
      })
  })
}

export function turnAway(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nretry-after: 60\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () =>
    socket.destroy(),
  )
}
