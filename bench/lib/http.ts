import type { Socket } from 'node:net'

const lineEnd = '\r\n'
const headEnd = '\r\n\r\n'

export interface Answer {
  readonly status: number
  readonly body: Buffer
  /** Of the whole answer. */
  readonly bytes: number
}

/** A request, whole. */
export function rawRequest(method: string, path: string, headers: Record<string, string>, body: string): Buffer {
  const lines = Object.entries({ ...headers, ...(body ? { 'content-length': Buffer.byteLength(body) } : {}) })
  return Buffer.from(
    `${method} ${path} HTTP/1.1\r\n${lines.map((line) => line.join(': ')).join(lineEnd)}${headEnd}${body}`,
  )
}

/** The answer with which the bytes begin; undefined until all of it has come. */
export function readAnswer(held: Buffer): Answer | undefined {
  const at = held.indexOf(headEnd)
  if (at < 0) return undefined
  const status = Number(held.toString('latin1', 9, 12))
  const head = held.toString('latin1', 0, at)
  const start = at + headEnd.length
  const length = /content-length: (\d+)/i.exec(head)?.[1]
  if (length === undefined) {
    if (/transfer-encoding: chunked/i.test(head)) return readChunks(held, start, status)
    throw new Error(`an answer of no known length: ${head}`)
  }
  const bytes = start + Number(length)
  return held.length < bytes ? undefined : { status, body: held.subarray(start, bytes), bytes }
}

function readChunks(held: Buffer, start: number, status: number): Answer | undefined {
  const parts: Buffer[] = []
  for (let at = start; ; ) {
    const line = held.indexOf(lineEnd, at)
    if (line < 0) return undefined
    const size = Number.parseInt(held.toString('latin1', at, line), 16)
    const from = line + lineEnd.length
    at = from + size + lineEnd.length
    if (held.length < at) return undefined
    if (size === 0) return { status, body: Buffer.concat(parts), bytes: at }
    parts.push(held.subarray(from, from + size))
  }
}

/** One request after the other over a socket that stays. */
export function createExchange(socket: Socket): (request: Buffer) => Promise<Answer> {
  let held: Buffer = Buffer.alloc(0)
  let waiting: { readonly resolve: (answer: Answer) => void; readonly reject: (reason: Error) => void } | undefined
  let failure: Error | undefined
  const fail = (reason: Error) => {
    failure ??= reason
    waiting?.reject(failure)
  }
  socket.on('data', (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    try {
      const answer = readAnswer(held)
      if (!answer) return
      held = held.subarray(answer.bytes)
      waiting?.resolve(answer)
    } catch (error) {
      fail(error as Error)
    }
  })
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the server closed the connection')))
  return (request) =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject }
      if (failure) reject(failure)
      else socket.write(request)
    })
}
