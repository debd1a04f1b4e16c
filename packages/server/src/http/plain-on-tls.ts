import type { Server } from 'node:https'
import type { Socket } from 'node:net'
import { readPiece } from './small-reads.ts'

/** The first byte of every TLS handshake. */
const handshakeByte = 22
/** For the first byte of a connection. */
const silenceMs = 20_000

const words = 'This port speaks TLS: use https:// (agents: --server https://...).\n'
const answer = `HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: ${words.length}\r\nconnection: close\r\n\r\n${words}`

/** Tells who speaks plain HTTP to a TLS port what is wrong; without this the connection would just end. */
export function answerPlainHttp(server: Server): void {
  const takeTls = server.listeners('connection')
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    const drop = () => socket.destroy()
    socket.on('error', drop)
    socket.setTimeout(silenceMs, drop)
    socket.once('readable', () => {
      socket.setTimeout(0)
      socket.off('timeout', drop)
      socket.off('error', drop)
      const first: Buffer | null = socket.read(1)
      if (!first) return drop()
      socket.unshift(first)
      if (first[0] !== handshakeByte) return refuse(socket)
      socket.read = readPiece
      for (const take of takeTls) take.call(server, socket)
    })
  })
}

function refuse(socket: Socket): void {
  socket.on('error', () => socket.destroy())
  // What was said is read away: unread bytes would turn the answer's end into a reset.
  socket.resume()
  socket.end(answer, () => socket.destroySoon())
}
