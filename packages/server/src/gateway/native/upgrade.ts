import type { IncomingMessage, Server } from 'node:http'
import type { Server as TlsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import { readResume, resumeHeaders } from '@muster/protocol/agent'
import type { Logger } from 'pino'
import { WebSocketServer } from 'ws'
import type { Resumption } from './admission.ts'
import type { Hub } from './hub.ts'

/** The largest message an agent sends: 1,024 events, the kept output of a few dozen tasks among them. */
const messageBytes = 16 * 1024 * 1024

/** Takes agents' connections from the server's port; those that hold a ticket are let in by the request itself. */
export function acceptAgents(server: Server | TlsServer, hub: Hub, log: Logger): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: messageBytes, perMessageDeflate: false })
  const resumptions = new WeakMap<IncomingMessage, Resumption>()
  sockets.on('headers', (headers, request) => {
    const resumption = resumptions.get(request)
    if (resumption) headers.push(`${resumeHeaders.proof}: ${resumption.proof}`)
  })

  function open(request: IncomingMessage, socket: Duplex, head: Buffer, resumption: Resumption | undefined) {
    if (resumption) resumptions.set(request, resumption)
    let opened = false
    sockets.handleUpgrade(request, socket, head, (connection) => {
      opened = true
      const address = request.socket.remoteAddress ?? ''
      hub.accept({ socket: connection, stream: request.socket, address }, resumption?.admission)
    })
    if (resumption && !opened) hub.abandon(resumption.admission)
  }

  server.on('upgrade', (request, socket, head) => {
    // Node takes its own listener off at an upgrade: without this one a peer that resets would end the process.
    const broken = () => socket.destroy()
    socket.on('error', broken)
    if (request.url?.split('?', 1)[0] !== '/agent/v1') {
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n', () => socket.destroy())
      return
    }
    const ticket = readResume(request.headers[resumeHeaders.ticket]?.toString())
    const admitted = ticket ? hub.admit(ticket) : Promise.resolve(undefined)
    admitted
      .then((resumption) => {
        socket.off('error', broken)
        open(request, socket, head, resumption)
      })
      .catch((error: unknown) => {
        log.error({ error: String(error) }, 'an agent could not come back')
        socket.destroy()
      })
  })
}
