import type { Server } from 'node:http'
import { WebSocketServer } from 'ws'
import type { Hub } from './hub.ts'

/** The largest message an agent sends: 1,024 events, the kept output of a few dozen tasks among them. */
const messageBytes = 16 * 1024 * 1024

/** Takes agents' connections from the server's port. */
export function acceptAgents(server: Server, hub: Hub): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: messageBytes, perMessageDeflate: false })
  server.on('upgrade', (request, socket, head) => {
    if (request.url?.split('?', 1)[0] !== '/agent/v1') {
      // Node takes its own listener off at an upgrade: without this one a peer that resets would end the process.
      socket.on('error', () => socket.destroy())
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n', () => socket.destroy())
      return
    }
    sockets.handleUpgrade(request, socket, head, (connection) =>
      hub.accept(connection, request.socket.remoteAddress ?? ''),
    )
  })
}
