import { startFloor } from '../lib/floor.ts'
import { rawRequest } from '../lib/http.ts'
import { load } from '../lib/load.ts'
import { alternate, median } from '../lib/numbers.ts'
import { atLeast } from '../lib/rows.ts'
import { allEnded, runByDialect } from '../lib/runs.ts'
import { type Server, startServer } from '../lib/server.ts'
import { startSwarm } from '../lib/swarm.ts'
import { signedHeaders } from '../lib/tc3.ts'
import type { Bench } from '../lib/types.ts'

const callers = 32
const ms = 2000
/** V8 compiles for some 50,000 calls: meanwhile a call takes up to 60 µs of CPU more. */
const warmRounds = 4
const services = ['tat', 'muster'] as const
type Service = (typeof services)[number]

interface Call {
  readonly metric: string
  readonly bar: number
  readonly service: Service
  readonly make: (host: string) => Buffer
}

export const api: Bench = async ({ rounds = 5, say }, add) => {
  const server = await startServer()
  const swarm = await startSwarm(server, 1)
  const [instance = ''] = swarm.instances
  const [invocation = ''] = await runByDialect(server, [instance])
  await allEnded(server, [invocation], 10)
  const echoes = await startEchoes(server)

  for (const { metric, bar, service, make } of calls(server, instance, invocation)) {
    say(metric)
    const side = (url: string) => async () => {
      const { host, port } = new URL(url)
      // Signed once and sent again: the check costs the server the same.
      const request = make(host)
      return load(Number(port), callers, ms, () => request)
    }
    const sides = [side(server.url), side(echoes[service])]
    await alternate(warmRounds, sides)
    const [own = [], echo = []] = await alternate(rounds, sides)
    const of = { name: 'api', metric, unit: 'calls/s', ours: median(own), reference: median(echo) }
    add(atLeast({ ...of, referenceName: 'echo server' }, bar))
  }
}

async function startEchoes({ key }: Server): Promise<Readonly<Record<Service, string>>> {
  const urls = { tat: '', muster: '' }
  for (const service of services) {
    const echo = startFloor('echo', [key.secretId, key.secretKey, service])
    const { port } = await echo.next<{ port: number }>('port')
    urls[service] = `http://127.0.0.1:${port}`
  }
  return urls
}

function calls({ key }: Server, instance: string, invocation: string): readonly Call[] {
  const tat = (action: string, parameters: object) => (host: string) => {
    const body = JSON.stringify(parameters)
    const signed = signedHeaders(key, { service: 'tat', method: 'POST', host, path: '/', query: '', body })
    return rawRequest('POST', '/', { ...signed, 'x-tc-action': action, 'x-tc-version': '2020-10-28' }, body)
  }
  const native = (path: string) => (host: string) =>
    rawRequest(
      'GET',
      path,
      signedHeaders(key, { service: 'muster', method: 'GET', host, path, query: '', body: '' }),
      '',
    )
  const tasks = { Filters: [{ Name: 'invocation-id', Values: [invocation] }] }
  const command = { Content: Buffer.from('true').toString('base64'), InstanceIds: [instance] }
  const read = { bar: 0.7, service: 'tat' } as const
  return [
    {
      ...read,
      metric: `signed read, DescribeInvocationTasks, ${callers} callers`,
      make: tat('DescribeInvocationTasks', tasks),
    },
    {
      ...read,
      metric: `signed read, native, ${callers} callers`,
      service: 'muster',
      make: native(`/api/v1/invocations/${invocation}`),
    },
    {
      metric: `signed durable RunCommand on one host, ${callers} callers`,
      bar: 0.5,
      service: 'tat',
      make: tat('RunCommand', command),
    },
  ]
}
