import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { eventStreamType } from '@muster/protocol/api'
import type { Stream } from './exchange.ts'
import { answerHeaders } from './security-headers.ts'

export type SendEvent<Event> = (event: Event) => Promise<void>

/** Server-sent events from `run`, which waits for a slow reader and is told when there is none, or when `signal` comes. */
export function eventStream<Event extends { readonly event: string }>(
  run: (send: SendEvent<Event>, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Stream {
  return async (response: ServerResponse) => {
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    // One that hung up while its call was looked at is not told again.
    if (response.closed) gone.abort()
    const stop = AbortSignal.any([gone.signal, signal])
    // A proxy that collects answers, as nginx does, would hold back the events until the last one.
    response.writeHead(200, { 'content-type': eventStreamType, 'x-accel-buffering': 'no', ...answerHeaders })
    const send = async (event: Event) => {
      const text = `event: ${event.event}\ndata: ${JSON.stringify(event)}\n\n`
      if (!response.write(text)) await once(response, 'drain', { signal: stop })
    }
    await run(send, stop)
    response.end()
  }
}
