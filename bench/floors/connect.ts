import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'

// Takes connections and does nothing with them.
const http = createServer()
const server = new WebSocketServer({ server: http, perMessageDeflate: false })
server.on('connection', (socket) => socket.on('message', () => {}))
http.listen({ port: 0, host: '127.0.0.1', backlog: 16_384 }, () =>
  process.send?.({ port: (http.address() as AddressInfo).port }),
)
process.once('disconnect', () => process.exit(0))
