import type { Duplex } from 'node:stream'
import { Connection } from './connection.ts'
import { checkResponse, readResponse, writeRequest } from './handshake.ts'
import { takeRandom } from './random.ts'

export interface Destination {
  readonly url: URL
  /** A stream to the server, which may still be opening. */
  readonly stream: Duplex & { readonly connecting?: boolean }
  /** Made once the stream is connected: a server that starts refuses an agent several times. */
  readonly headers: () => Promise<Readonly<Record<string, string>>>
  /** Bytes of a message. */
  readonly largest: number
  readonly timeoutMs: number
}

export interface Opened {
  readonly connection: Connection
  /** What came behind the response. */
  readonly head: Buffer
  /** Of the response, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>
}

export interface Opening {
  readonly opened: Promise<Opened>
  readonly abort: () => void
}

const longestHead = 16_384

/** Opens a WebSocket. `opened` rejects with the reason why there is none. */
export function openConnection(destination: Destination): Opening {
  const opened = new Promise<Opened>((resolve, reject) => {
    shakeHands(destination, resolve, reject)
  })
  return { opened, abort: () => destination.stream.destroy() }
}

function shakeHands(
  { url, stream, headers, largest, timeoutMs }: Destination,
  resolve: (opened: Opened) => void,
  reject: (error: Error) => void,
): void {
  const key = takeRandom(16).toString('base64')
  let response: Buffer = Buffer.alloc(0)

  const fail = (error: Error) => {
    clearTimeout(timer)
    reject(error)
    stream.destroy()
  }
  const timer = setTimeout(() => fail(new Error('the server did not answer in time')), timeoutMs)
  const ended = () => fail(new Error('the server closed the connection'))
  const take = (bytes: Buffer) => {
    response = response.length === 0 ? bytes : Buffer.concat([response, bytes])
    const end = response.indexOf('\r\n\r\n')
    if (end < 0 && response.length > longestHead) fail(new Error('the answer of the server has no end'))
    if (end < 0) return
    try {
      const read = readResponse(response.toString('latin1', 0, end))
      checkResponse(read, key)
      leave()
      const head = response.subarray(end + 4)
      resolve({ connection: new Connection(stream, 'client', largest), head, headers: read.headers })
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)))
    }
  }
  const leave = () => {
    clearTimeout(timer)
    // Paused until the connection is started: nothing may be lost in between.
    stream.pause()
    stream.off('data', take)
    stream.off('close', ended)
    stream.off('error', fail)
  }
  stream.on('data', take)
  stream.on('close', ended)
  stream.on('error', fail)
  const ask = () => headers().then((more) => void stream.write(writeRequest(url, key, more)), fail)
  if (stream.connecting) stream.once('connect', ask)
  else void ask()
}
