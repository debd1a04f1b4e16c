import type * as z from 'zod'
import { apiPrefix, eventStreamType, type Route, type routes, watchPath } from './routes.ts'
import { type Invocation, InvocationEvent } from './run-schemas.ts'
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

interface Request {
  readonly method: string
  readonly path: string
  readonly query?: string
  readonly body?: Uint8Array
  readonly accept?: string
}

type AnyRoute = (typeof routes)[keyof typeof routes]
type StartingRoute = Extract<AnyRoute, { readonly starts: true }>

interface Parts<R extends Route> {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: z.input<R['query']>
  readonly body?: z.input<R['body']>
  readonly signal?: AbortSignal
}

/** An invocation that a call has started. */
export interface Started {
  readonly invocation: Invocation
  /** Its events until it ends, from the same answer, for one reader; undefined where the server gave none. */
  readonly events: ((signal: AbortSignal) => AsyncIterable<InvocationEvent>) | undefined
}

/** A typed client of the native API over fetch. */
export interface Client {
  readonly call: <R extends AnyRoute>(route: R, parts?: Parts<R>) => Promise<z.output<R['answer']>>
  /** Starts an invocation and asks for its events in the same call. */
  readonly start: <R extends StartingRoute>(route: R, body: z.input<R['body']>) => Promise<Started>
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

  const send = async (
    { method, path, query = '', body = new Uint8Array(), accept = '*/*' }: Request,
    signal?: AbortSignal,
  ) => {
    const full = `${apiPrefix}${path}`
    const signed = signRequest(credentials, { method, host: base.host, path: full, query, body }, now())
    const response = await request(new URL(query ? `${full}?${query}` : full, base), {
      method,
      headers: { ...signed, accept },
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
      const path = fill(route.path, parts.path)
      const response = await send({ method: route.method, path, query: query.toString(), body }, parts.signal)
      return route.answer.parse(await response.json()) as never
    },
    start: async (route, given) => {
      const left = new AbortController()
      const body = Buffer.from(JSON.stringify(given))
      const accept = `${eventStreamType}, application/json;q=0.5`
      const response = await send({ method: route.method, path: route.path, body, accept }, left.signal)
      if (!response.headers.get('content-type')?.startsWith(eventStreamType))
        return { invocation: route.answer.parse(await response.json()), events: undefined }
      const events = readEvents(response)
      const { value: first } = await events.next()
      if (first?.event !== 'started') {
        left.abort()
        throw new ApiRefusal('Unexpected', `${base.origin} broke off its answer.`, 502)
      }
      const rest = (signal: AbortSignal) => {
        if (signal.aborted) left.abort()
        else signal.addEventListener('abort', () => left.abort(), { once: true })
        return events
      }
      return { invocation: first.invocation, events: rest }
    },
    watch: async function* (invocation, signal) {
      yield* readEvents(await send({ method: 'GET', path: fill(watchPath, { id: invocation }) }, signal))
    },
  }
}

async function* readEvents({ body }: Response): AsyncGenerator<InvocationEvent, undefined> {
  if (!body) return
  let rest = ''
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
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
}
