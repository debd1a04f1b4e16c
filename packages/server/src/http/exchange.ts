import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RawAnswer } from '@muster/dialects'
import { discarded, discardRest, readBody } from './body.ts'
import { answerHeaders } from './security-headers.ts'
import { createTogether } from './together.ts'

/** An answer of unknown length: it writes for itself, and ends with its promise. */
export type Stream = (response: ServerResponse) => Promise<void>

/** Gives the answer to a request with this body; undefined means that it is longer than the limit. */
export type Answer = (body: Uint8Array | undefined) => Promise<RawAnswer | Stream>

/** The answers of one turn of the loop leave together. */
export function createExchange() {
  const sendWithOthers = createTogether()

  return async (request: IncomingMessage, response: ServerResponse, limit: number, answerTo: Answer): Promise<void> => {
    const body = await readBody(request, limit)
    const answer = await answerTo(body)
    if (typeof answer === 'function') return answer(response)
    if (body !== undefined) return sendWithOthers(() => writeHead(response, answer).end(answer.body))
    // A body that was not read to its end leaves the connection of no further use.
    response.setHeader('connection', 'close')
    writeHead(response, answer).write(answer.body)
    await discardRest(request, discarded)
    response.end()
  }
}

const writeHead = (response: ServerResponse, { status, headers, body }: RawAnswer): ServerResponse =>
  response.writeHead(status, { ...answerHeaders, ...headers, 'content-length': Buffer.byteLength(body) })
