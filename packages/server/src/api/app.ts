import type { HttpBindings } from '@hono/node-server'
import { type Audit, type Caller, errorCatalogue, MusterError, mayCall } from '@muster/core'
import { type Authenticate, createAuthenticate, createRateLimit, parseHead, TencentError } from '@muster/dialects'
import { apiPrefix, type InvocationEvent, type Route, routes, watchPath } from '@muster/protocol/api'
import { type Context, Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Logger } from 'pino'
import type { Services } from '../compose.ts'
import { discarded, discardRest, readBody } from '../http/body.ts'
import { type CallContext, invocationId } from './context.ts'
import { handlers } from './handlers/index.ts'
import { openApi } from './openapi.ts'
import { watchInvocation } from './watch.ts'

/** Larger than any request that its schema lets through: 10,000 instance names of 128 characters. */
const bodyLimit = 2 * 1024 * 1024

type Env = { Bindings: HttpBindings }
type Handle = (context: CallContext, call: { path: object; query: unknown; body: unknown }) => Promise<unknown>

/** The native API over the routes that the client and openapi.json share. */
export function createApi(services: Services, log: Logger): Hono<Env> {
  const app = new Hono<Env>().basePath(apiPrefix)
  const authenticate = createAuthenticate(services.clock, { service: 'muster' })
  const fits = createRateLimit(services.clock)
  const description = openApi(services.about.version)

  const begin = async (c: Context<Env>, name: string, route: Pick<Route, 'access'>) => {
    const requestId = services.requestId()
    c.set('requestId' as never, requestId as never)
    const body = await takeBody(c)
    const caller = await identify(services, authenticate, c, body)
    if (services.apiRateLimit > 0 && !fits(caller.accessKeyId, services.apiRateLimit))
      throw new Refused(429, 'RateLimited', `At most ${services.apiRateLimit} requests a second for each key.`)
    if (!mayCall(caller.role, route.access))
      throw new MusterError(
        'AccessDenied',
        `A key with the role ${caller.role} may not do this: use one of an operator.`,
      )
    return { context: contextOf(services, route, caller, auditOf(services, c, name, caller, requestId)), body }
  }

  for (const [name, route] of Object.entries(routes) as [keyof typeof routes, Route][]) {
    app.on(route.method, route.path.replace(/\{(\w+)\}/g, ':$1'), async (c) => {
      const { context, body } = await begin(c, name, route)
      const call = { path: c.req.param(), query: read(route.query, c.req.query()), body: readJson(route, body) }
      return c.json((await (handlers[name] as unknown as Handle)(context, call)) as object)
    })
  }
  app.get(watchPath.replace(/\{(\w+)\}/g, ':$1'), async (c) => {
    const { context } = await begin(c, 'watchInvocation', { access: 'read' })
    const id = invocationId(context, c.req.param('id') ?? '')
    await handlers.getInvocation(context, { path: c.req.param(), query: {}, body: {} })
    return streamSSE(c, async (stream) => {
      const stop = new AbortController()
      stream.onAbort(() => stop.abort())
      const send = async (event: InvocationEvent) =>
        stream.writeSSE({ event: event.event, data: JSON.stringify(event) })
      await watchInvocation(context, id, send, AbortSignal.any([stop.signal, services.signal]))
    })
  })
  app.get('/openapi.json', (c) => c.json(description))
  app.all('*', () => {
    throw new Refused(404, 'NoSuchCall', `There is no such call. ${apiPrefix}/openapi.json lists them.`)
  })
  app.onError((error, c) => {
    const requestId = (c.get('requestId' as never) as string | undefined) ?? services.requestId()
    const { status, name, message } = refusalOf(error)
    if (status === 500) log.error({ requestId, error: String(error), stack: error.stack }, 'native call failed')
    return c.json({ error: { name, message }, requestId }, status as 500)
  })
  return app
}

/** A refusal of the API itself, before the domain is asked. */
class Refused extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

function refusalOf(error: Error): { status: number; name: string; message: string } {
  if (error instanceof MusterError)
    return { status: errorCatalogue[error.name].status, name: error.name, message: error.message }
  if (error instanceof Refused) return { status: error.status, name: error.code, message: error.message }
  if (error instanceof TencentError) return { status: 401, name: error.code, message: error.message }
  return {
    status: 500,
    name: 'Internal',
    message: 'The server failed to answer. Its log has more under the request id.',
  }
}

async function takeBody({ env }: Context<Env>): Promise<Uint8Array> {
  const body = await readBody(env.incoming, bodyLimit)
  if (body) return body
  await discardRest(env.incoming, discarded)
  throw new Refused(413, 'TooLarge', `The body is longer than ${bodyLimit} bytes.`)
}

async function identify(
  services: Services,
  authenticate: Authenticate,
  c: Context<Env>,
  body: Uint8Array,
): Promise<Caller> {
  const { method = 'GET', url = '/', rawHeaders } = c.env.incoming
  const key = await authenticate(parseHead({ method, rawTarget: url, rawHeaders }), body, async (id) => {
    const found = await services.keys(id)
    return found?.key.enabled ? found : undefined
  })
  const { accountId, userId, userName, role, id } = key
  return { accountId, userId, userName, role, accessKeyId: id }
}

function contextOf(services: Services, route: Pick<Route, 'access'>, caller: Caller, audit: Audit): CallContext {
  const { deps, about, bus } = services
  return { deps: route.access === 'write' ? deps(audit) : deps(), caller, about, bus }
}

function auditOf({ clock }: Services, c: Context<Env>, name: string, caller: Caller, requestId: string): Audit {
  const { accountId, userId, accessKeyId } = caller
  const source = c.env.incoming.socket.remoteAddress ?? ''
  return { accountId, userId, accessKeyId, action: `native:${name}`, requestId, source, at: clock.now() }
}

function readJson(route: Route, body: Uint8Array): unknown {
  if (route.method === 'GET') return {}
  try {
    return read(route.body, body.length === 0 ? {} : JSON.parse(Buffer.from(body).toString('utf8')))
  } catch (error) {
    if (error instanceof SyntaxError) throw new MusterError('InvalidRequest', 'The body is not valid JSON.')
    throw error
  }
}

function read(schema: Route['body'], value: unknown): unknown {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new MusterError('InvalidRequest', `${issue?.path.join('.') || 'request'}: ${issue?.message ?? 'not valid'}.`)
}
