import { connect } from 'node:net'
import { createExchange } from './http.ts'

/**
 * So many callers, each with one request after the other on a connection of its own, for so long; gives answers a second.
 * The requests are whole before the clock starts: a client that signs and parses costs more than the server it loads.
 */
export async function load(port: number, callers: number, ms: number, next: () => Buffer): Promise<number> {
  const end = performance.now() + ms
  const start = performance.now()
  const counts = await Promise.all(Array.from({ length: callers }, () => caller(port, end, next)))
  return (counts.reduce((sum, count) => sum + count, 0) / (performance.now() - start)) * 1000
}

async function caller(port: number, end: number, next: () => Buffer): Promise<number> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const ask = createExchange(socket)
  let count = 0
  do {
    const { status, body } = await ask(next())
    if (status !== 200 || body.includes('"Error":{')) throw new Error(body.toString().slice(-300))
    count += 1
  } while (performance.now() < end)
  socket.destroy()
  return count
}
