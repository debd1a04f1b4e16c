import type { IncomingMessage } from 'node:http'
import type { Dial } from '../connect/dial.ts'

export type Piece = (data: Uint8Array) => void

interface Place {
  readonly dial: Dial
  /** Of the agents' socket. */
  readonly server: string
  readonly path: string
  readonly from: number
}

/** A line that says nothing for so long is cut, and another is opened. */
const silenceMs = 15_000

/** How the line ended; `gone`: asking again is no use. */
export interface LineEnd {
  readonly how: 'cut' | 'gone'
  readonly why: string
}

/** Reads a file from an offset as far as the line carries. HTTP is loaded here: every agent would carry it, for 10 MB. */
export async function readFrom({ dial, server, path, from }: Place, take: Piece): Promise<LineEnd> {
  const url = new URL(server)
  const below = url.pathname.replace(/\/agent\/v1$/, '')
  const { request } = await import('node:http')
  const socket = dial.open(url, undefined)
  let refused: unknown
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      socket.setTimeout(silenceMs, () => socket.destroy(new Error('the line is silent')))
      socket.once('error', reject).once('close', () => reject(new Error('the line was closed')))
      // Of TLS the certificate is looked at first: only then is anything said.
      socket.once(url.protocol === 'wss:' ? 'secureConnect' : 'connect', () => {
        const headers = { host: url.host, range: `bytes=${from}-`, connection: 'close' }
        request({ createConnection: () => socket, path: below + path, headers })
          .once('response', resolve)
          .once('error', reject)
          .end()
      })
    })
    const { statusCode = 0 } = answer
    if (statusCode !== 206)
      return { how: [403, 410].includes(statusCode) ? 'gone' : 'cut', why: `the server answered ${statusCode}` }
    for await (const data of answer) {
      try {
        take(data)
      } catch (error) {
        refused = error
        throw error
      }
    }
    return { how: 'cut', why: 'the line ended early' }
  } catch (error) {
    if (refused) throw refused
    return { how: 'cut', why: error instanceof Error ? error.message : String(error) }
  } finally {
    socket.destroy()
  }
}
