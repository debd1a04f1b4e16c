import { type Audit, type Caller, callerOf, MusterError, parseJson, refuseCall } from '@muster/core'
import {
  type Authenticate,
  createAuthenticate,
  createRateLimit,
  type Head,
  identify as identifyFrom,
  type RawAnswer,
  type RawRequest,
} from '@muster/dialects'
import { apiPrefix, eventStreamType, type Invocation, type Route, routes, watchPath } from '@muster/protocol/api'
import type { Logger } from 'pino'
import type { Services } from '../compose.ts'
import type { Stream } from '../http/exchange.ts'
import { type CallContext, invocationId } from './context.ts'
import { handlers } from './handlers/index.ts'
import { laterHeaders, Refused, refusalOf, unforeseen } from './refusals.ts'
import { createRouteTable } from './route-table.ts'
import { createWatchers, mayWatch, tooManyWatchers, watchAction } from './watchers.ts'

const usualBody = 1024 * 1024

const findRoute = createRouteTable<Route>(
  Object.values<Route>(routes).map((route) => ({ method: route.method, path: route.path, entry: route })),
)

/** How many bytes of body a listener should read before it gives up and passes `body: undefined`. */
export const apiBodyLimit = ({ method, path }: Head): number =>
  findRoute(method, path.slice(apiPrefix.length))?.entry.bodyBytes ?? usualBody

/** Like a dialect a function of the raw request. */
export type Api = (request: RawRequest) => Promise<RawAnswer | Stream>

type Path = Readonly<Record<string, string>>
type Serve = (request: RawRequest, path: Path, requestId: string) => Promise<RawAnswer | Stream>
type Handle = (context: CallContext, call: { path: Path; query: unknown; body: unknown }) => Promise<unknown>

/** The native API over the routes that the client and openapi.json share. */
export function createApi(services: Services, log: Logger): Api {
  const authenticate = createAuthenticate(services.clock, { service: 'muster' })
  const fits = createRateLimit(services.clock)
  const eventsOf = createWatchers(services)
  let description: RawAnswer | undefined
  // Made when it is first asked for: a start does without its 30 ms.
  const describe = async () => {
    const { openApi } = await import('./openapi.ts')
    description ??= json(200, openApi(services.about.version))
    return description
  }

  const begin = async (request: RawRequest, body: Uint8Array, access: Route['access'], name: string, id: string) => {
    const caller = await identify(services, authenticate, request, body)
    if (services.apiRateLimit > 0 && !fits(caller.accessKeyId, services.apiRateLimit))
      throw new Refused(429, 'RateLimited', `At most ${services.apiRateLimit} requests a second for each key.`)
    refuseCall(caller, `native:${name}`, access)
    return contextOf(services, access, caller, auditOf(services, request, name, caller, id))
  }

  const serve =
    (name: keyof typeof routes, route: Route): Serve =>
    async (request, path, requestId) => {
      const body = wholeBody(request)
      const context = await begin(request, body, route.access, name, requestId)
      const query = read(route.query, Object.fromEntries(new URLSearchParams(request.head.query)))
      const handle = handlers[name] as unknown as Handle
      const result = await handle(context, { path, query, body: readJson(route, body) })
      const events = route.starts && acceptsEvents(request) ? eventsOfStarted(context, result as Invocation) : undefined
      return events ?? json(200, result)
    }

  /** What runs is no error: whoever cannot watch it is told that it was started. */
  const eventsOfStarted = (context: CallContext, started: Invocation): Stream | undefined =>
    mayWatch(context.caller) ? eventsOf(context, invocationId(context, started.id), started) : undefined

  const watch: Serve = async (request, path, requestId) => {
    const context = await begin(request, wholeBody(request), 'read', watchAction, requestId)
    const id = invocationId(context, path.id ?? '')
    await handlers.getInvocation(context, { path, query: {}, body: {} })
    const events = eventsOf(context, id)
    if (!events) throw new Refused(429, 'TooManyWatchers', tooManyWatchers)
    return events
  }

  const find = createRouteTable<Serve>([
    ...(Object.entries(routes) as [keyof typeof routes, Route][]).map(([name, route]) => {
      return { method: route.method, path: route.path, entry: serve(name, route) }
    }),
    { method: 'GET', path: watchPath, entry: watch },
    { method: 'GET', path: '/openapi.json', entry: describe },
  ])

  return async (request) => {
    const requestId = services.requestId()
    try {
      const found = find(request.head.method, request.head.path.slice(apiPrefix.length))
      if (!found) throw new Refused(404, 'NoSuchCall', `There is no such call. ${apiPrefix}/openapi.json lists them.`)
      return await found.entry(request, found.path, requestId)
    } catch (error) {
      const refusal = refusalOf(error)
      if (!refusal) log.error({ requestId, error: String(error), stack: (error as Error)?.stack }, 'native call failed')
      const { status, name, message } = refusal ?? unforeseen
      const answer = json(status, { error: { name, message }, requestId })
      return { ...answer, headers: { ...answer.headers, ...laterHeaders(status) } }
    }
  }
}

/** `q=0` is for what is not accepted. */
const acceptsEvents = ({ head }: RawRequest): boolean =>
  (head.headers.get('accept') ?? '')
    .toLowerCase()
    .split(',')
    .some((each) => each.trim().startsWith(eventStreamType) && !/;\s*q=0(\.0*)?\s*(;|$)/.test(each))

const headers = { 'content-type': 'application/json' }
const json = (status: number, value: unknown): RawAnswer => ({ status, headers, body: JSON.stringify(value) })

function wholeBody({ head, body }: RawRequest): Uint8Array {
  if (body) return body
  throw new Refused(413, 'TooLarge', `The body is longer than ${apiBodyLimit(head)} bytes.`)
}

async function identify(
  services: Services,
  authenticate: Authenticate,
  { head, peer }: RawRequest,
  body: Uint8Array,
): Promise<Caller> {
  const key = await identifyFrom(services.sources, peer, services.keys, (find) => authenticate(head, body, find))
  return callerOf(key)
}

function contextOf(services: Services, access: Route['access'], caller: Caller, audit: Audit): CallContext {
  const { deps, about, bus, rotation, files, terminals } = services
  const { recordingOf } = terminals
  return { deps: access === 'write' ? deps(audit) : deps(), caller, about, bus, rotation, files, recordingOf }
}

function auditOf({ clock }: Services, { peer }: RawRequest, name: string, caller: Caller, requestId: string): Audit {
  const { accountId, userId, accessKeyId } = caller
  return { accountId, userId, accessKeyId, action: `native:${name}`, requestId, source: peer, at: clock.now() }
}

function readJson(route: Route, body: Uint8Array): unknown {
  if (route.method === 'GET') return {}
  try {
    return read(route.body, body.length === 0 ? {} : parseJson(Buffer.from(body).toString('utf8')))
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new MusterError('InvalidRequest', `The body cannot be read: ${error.message}.`)
    throw error
  }
}

function read(schema: Route['body'], value: unknown): unknown {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new MusterError('InvalidRequest', `${issue?.path.join('.') || 'request'}: ${issue?.message ?? 'not valid'}.`)
}
