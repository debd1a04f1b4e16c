import type * as z from 'zod'
import { apiPrefix, type Route, type routes, watchPath } from './routes.ts'
import { InvocationEvent } from './run-schemas.ts'
import { ApiError } from './schemas.ts'
import { type Credentials, signRequest } from './signature.ts'

/** The server's refusal, with the name of the error and what to do. */
export class ApiRefusal extends Error {
  readonly code: string
  readonly status: number

  constructor(code: string, message: string, status: number) {
    super(message)
    this.name = 'ApiRefusal'
    this.code = code
    this.status = status
  }
}

type AnyRoute = (typeof routes)[keyof typeof routes]
interface Parts<R extends Route> {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: z.input<R['query']>
  readonly body?: z.input<R['body']>
  readonly signal?: AbortSignal
}

/** A typed client of the native API over fetch. */
export interface Client {
  readonly call: <R extends AnyRoute>(route: R, parts?: Parts<R>) => Promise<z.output<R['answer']>>
  /** The events of an invocation until it ends; after a broken connection, call it again. */
  readonly watch: (invocation: string, signal?: AbortSignal) => AsyncIterable<InvocationEvent>
}

export function createClient(
  server: string,
  credentials: Credentials,
  now: () => number = Date.now,
  request: typeof fetch = fetch,
): Client {
  const base = new URL(server)

  const send = async (method: string, path: string, query: string, body: Uint8Array, signal?: AbortSignal) => {
    const full = `${apiPrefix}${path}`
    const headers = signRequest(credentials, { method, host: base.host, path: full, query, body }, now())
    const response = await request(new URL(query ? `${full}?${query}` : full, base), {
      method,
      headers,
      ...(method === 'GET' ? {} : { body }),
      ...(signal ? { signal } : {}),
    })
    if (response.ok) return response
    const refusal = ApiError.safeParse(await response.json().catch(() => undefined))
    if (refusal.success) throw new ApiRefusal(refusal.data.error.name, refusal.data.error.message, response.status)
    throw new ApiRefusal(
      'Unexpected',
      `${base.origin} answered ${response.status}: is it a Muster server?`,
      response.status,
    )
  }
  const fill = (path: string, values: Readonly<Record<string, string>> = {}) =>
    path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''))

  return {
    call: async (route, parts = {}) => {
      const query = new URLSearchParams()
      for (const [name, value] of Object.entries(parts.query ?? {}))
        if (value !== undefined) query.set(name, String(value))
      const body = route.method === 'GET' ? new Uint8Array() : Buffer.from(JSON.stringify(parts.body ?? {}))
      const response = await send(route.method, fill(route.path, parts.path), query.toString(), body, parts.signal)
      return route.answer.parse(await response.json()) as never
    },
    watch: async function* (invocation, signal) {
      const response = await send('GET', fill(watchPath, { id: invocation }), '', new Uint8Array(), signal)
      if (!response.body) return
      let rest = ''
      for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
        const blocks = (rest + text).split('\n\n')
        rest = blocks.pop() ?? ''
        for (const block of blocks) {
          const data = block
            .split('\n')
            .filter((line) => line.startsWith('data:'))
            .map((line) => line.slice(5).trim())
            .join('\n')
          if (data) yield InvocationEvent.parse(JSON.parse(data))
        }
      }
    },
  }
}
