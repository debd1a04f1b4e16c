import type { IncomingMessage } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

/** What is still read of a body after it was refused. */
export const discarded = { bytes: 32 * 1024 * 1024, milliseconds: 5_000 } as const

const nothing = new Uint8Array()

/** The whole body, or undefined when it is longer than the limit: the rest is then left unread. */
export function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array | undefined> {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers
  if (length === undefined && coding === undefined) return Promise.resolve(nothing)
  if (Number(length ?? 0) > limit) return Promise.resolve(undefined)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > limit) {
        request.removeAllListeners('data').pause()
        resolve(undefined)
      } else chunks.push(chunk)
    })
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
    request.on('error', reject)
    request.on('close', () => {
      if (!request.complete) reject(new Error('the client closed the connection'))
    })
  })
}

/**
 * Throws away the rest of a body that was refused: to close on a client that still sends would reset the connection,
 * and with it the answer that is on its way. One that sends too much or takes too long has itself to blame.
 */
export async function discardRest(
  request: IncomingMessage,
  most: { readonly bytes: number; readonly milliseconds: number },
): Promise<void> {
  const given = new AbortController()
  let size = 0
  request.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > most.bytes) given.abort()
  })
  for (const end of ['end', 'close', 'error']) request.on(end, () => given.abort())
  request.resume()
  if (request.readableEnded || request.destroyed) return
  await pause(most.milliseconds, undefined, { signal: given.signal, ref: false }).catch(() => undefined)
}
