import { Agent, request } from 'node:http'
import { Agent as TlsAgent, request as tlsRequest } from 'node:https'
import { type Key, signedHeaders } from './tc3.ts'

/** A small client over connections that stay: `fetch` costs more than many of the calls it would make. */
export interface ApiClient {
  readonly tat: <Answer>(action: string, parameters: object) => Promise<Answer>
  readonly native: <Answer>(method: 'GET' | 'POST', path: string, body?: object) => Promise<Answer>
  /** Starts a run and reads its events, in the same answer, until they are over: the last one's data. */
  readonly runToLastEvent: <Event>(run: object) => Promise<Event>
  readonly close: () => void
}

export function createClient(url: string, key: Key, ca?: Buffer): ApiClient {
  const { host, hostname, port } = new URL(url)
  const pool = { keepAlive: true, maxSockets: 32 }
  const agent = ca ? new TlsAgent({ ...pool, ca }) : new Agent(pool)
  const start = ca ? tlsRequest : request

  const send = (method: string, path: string, headers: Record<string, string>, body: string) =>
    new Promise<string>((resolve, reject) => {
      const call = start({ hostname, port, method, path, agent, headers }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => resolve(Buffer.concat(chunks).toString()))
        response.on('error', reject)
      })
      call.on('error', reject)
      call.end(body)
    })

  const signedNatively = (method: string, path: string, query: string, body: string) =>
    signedHeaders(key, { service: 'muster', method, host, path: `/api/v1${path}`, query, body })

  return {
    tat: async <Answer>(action: string, parameters: object) => {
      const body = JSON.stringify(parameters)
      const signed = signedHeaders(key, { service: 'tat', method: 'POST', host, path: '/', query: '', body })
      const headers = { ...signed, 'x-tc-action': action, 'x-tc-version': '2020-10-28' }
      const text = await send('POST', '/', { ...headers, 'content-length': String(Buffer.byteLength(body)) }, body)
      const answer = (JSON.parse(text) as { Response: Answer & { Error?: { Code: string; Message: string } } }).Response
      if (answer.Error) throw new Error(`${action}: ${answer.Error.Code}: ${answer.Error.Message}`)
      return answer
    },
    native: async <Answer>(method: 'GET' | 'POST', path: string, parameters: object = {}) => {
      const body = method === 'GET' ? '' : JSON.stringify(parameters)
      const [bare = '', query = ''] = path.split('?')
      const headers = signedNatively(method, bare, query, body)
      const length = body ? { 'content-length': String(Buffer.byteLength(body)) } : {}
      const answer = JSON.parse(await send(method, `/api/v1${path}`, { ...headers, ...length }, body)) as Answer & {
        error?: { name: string; message: string }
      }
      if (answer.error) throw new Error(`${path}: ${answer.error.name}: ${answer.error.message}`)
      return answer
    },
    runToLastEvent: async <Event>(run: object) => {
      const body = JSON.stringify(run)
      const headers = { accept: 'text/event-stream', 'content-length': String(Buffer.byteLength(body)) }
      const text = await send(
        'POST',
        '/api/v1/runs',
        { ...signedNatively('POST', '/runs', '', body), ...headers },
        body,
      )
      const [, data] = /data: (.*)\n\n$/.exec(text) ?? []
      if (data === undefined) throw new Error(`no events of a run: ${text}`)
      return JSON.parse(data) as Event
    },
    close: () => agent.destroy(),
  }
}
