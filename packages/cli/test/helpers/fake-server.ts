import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { TestContext } from 'node:test'
import { apiPrefix, eventStreamType, type Invocation, type InvocationEvent, routes } from '@muster/protocol/api'
import { fakeIo } from './fake-io.ts'

type RouteName = keyof typeof routes
export interface Asked {
  readonly route: RouteName | 'watch'
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
}
export type Answers = Partial<Record<RouteName, (asked: Asked) => unknown>> & {
  readonly watch?: (asked: Asked) => readonly InvocationEvent[]
  /** What a call that starts something brings behind its answer, where it is asked for; else only the answer comes. */
  readonly events?: () => Iterable<InvocationEvent> | AsyncIterable<InvocationEvent>
}

/** What a fake answers instead of a result; with status 0 it hangs up. */
export class Refuse {
  readonly status: number
  readonly message: string
  readonly errorName: string

  constructor(status: number, message: string, errorName = 'InvalidRequest') {
    this.status = status
    this.message = message
    this.errorName = errorName
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString())
}

const pattern = (path: string) => new RegExp(`^${apiPrefix}${path.replace(/\{\w+\}/g, '[^/]+')}$`)

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

/** The body of the last or given call, as a record to look into. */
const bodyOf =
  (asked: readonly Asked[]) =>
  (index = -1): Record<string, unknown> => ({ ...(asked.at(index)?.body as object) })

/** The native API with answers given by the test; it checks requests and answers against the schemas. */
export async function fakeServer(t: TestContext, answers: Answers) {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake')
    const query = Object.fromEntries(url.searchParams)
    if (!request.headers.authorization?.startsWith('TC3-HMAC-SHA256 Credential=id-test/'))
      return send(response, 401, { error: { name: 'AccessDenied', message: 'Who are you?' }, requestId: 'r' })
    const sendEvents = async (events: Iterable<InvocationEvent> | AsyncIterable<InvocationEvent>) => {
      response.writeHead(200, { 'content-type': eventStreamType })
      for await (const event of events) response.write(`data: ${JSON.stringify(event)}\n\n`)
      response.end()
    }
    if (url.pathname.endsWith('/events')) {
      const call: Asked = { route: 'watch', path: url.pathname, query, body: undefined }
      asked.push(call)
      return sendEvents(answers.watch?.(call) ?? [])
    }
    const [name, route] =
      Object.entries(routes).find(([, r]) => r.method === request.method && pattern(r.path).test(url.pathname)) ?? []
    const answer = answers[name as RouteName]
    if (!route || !answer) return send(response, 500, { error: `no answer for ${request.method} ${url.pathname}` })
    const body = route.body.parse((await readBody(request)) ?? {})
    const call: Asked = { route: name as RouteName, path: url.pathname, query, body }
    route.query.parse(query)
    asked.push(call)
    const value = answer(call)
    if (value instanceof Refuse && value.status === 0) return request.socket.destroy()
    if (value instanceof Refuse)
      return send(response, value.status, { error: { name: value.errorName, message: value.message }, requestId: 'r' })
    const answered = route.answer.parse(value)
    const events = 'starts' in route && request.headers.accept?.includes(eventStreamType) && answers.events
    if (!events) return send(response, 200, answered)
    const all = async function* (): AsyncIterable<InvocationEvent> {
      yield { event: 'started', invocation: answered as Invocation }
      yield* events()
    }
    await sendEvents(all())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  t.after(close)
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const url = `http://127.0.0.1:${port}`
  const env = { MUSTER_SERVER: url, MUSTER_SECRET_ID: 'id-test', MUSTER_SECRET_KEY: 'key-test' }
  /** Ends of a program that knows this server. */
  const io = (setting: Parameters<typeof fakeIo>[0] = {}) => fakeIo({ ...setting, env: { ...env, ...setting.env } })
  return { url, asked, io, close, routes: () => asked.map(({ route }) => route), body: bodyOf(asked) }
}
