import { connect, type Socket } from 'node:net'

const headEnd = Buffer.from('\r\n\r\n')

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

function caller(port: number, end: number, next: () => Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    let count = 0
    let held: Buffer = Buffer.alloc(0)
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => socket.write(next()))
    socket.on('error', reject)
    socket.on('data', (chunk: Buffer) => {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
      const size = sizeOf(held)
      if (size === undefined || held.length < size) return
      const status = held.toString('latin1', 9, 12)
      const failed = status !== '200' || held.includes('"Error":{')
      if (failed) reject(new Error(held.toString('utf8', 0, size).slice(-300)))
      held = held.subarray(size)
      count += 1
      if (performance.now() < end && !failed) return socket.write(next())
      socket.destroy()
      resolve(count)
    })
  })
}

function sizeOf(answer: Buffer): number | undefined {
  const at = answer.indexOf(headEnd)
  if (at < 0) return undefined
  const length = /content-length: (\d+)/i.exec(answer.toString('latin1', 0, at))?.[1]
  if (length === undefined) throw new Error('an answer without a content-length')
  return at + headEnd.length + Number(length)
}

export function rawRequest(method: string, path: string, headers: Record<string, string>, body: string): Buffer {
  const lines = Object.entries({ ...headers, ...(body ? { 'content-length': Buffer.byteLength(body) } : {}) })
  return Buffer.from(
    `${method} ${path} HTTP/1.1\r\n${lines.map((line) => line.join(': ')).join('\r\n')}\r\n\r\n${body}`,
  )
}
