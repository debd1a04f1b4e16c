import { request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { createClient, routes } from '@muster/protocol/api'
import type { CuttingProxy } from './cutting-proxy.ts'
import type { InvocationView } from './runs.ts'
import type { Server } from './server.ts'

/** One kind of thing that callers do, and how often in an hour of a busy fleet. */
export interface Habit {
  readonly name: string
  readonly anHour: number
  readonly act: () => Promise<unknown>
}

interface Parts {
  readonly server: Server
  readonly instances: readonly string[]
  readonly proxy: CuttingProxy
}

/** What the callers of a fleet do: run, look, follow, cancel, plan, fail, and go away without a word. */
export function habitsOf({ server, instances, proxy }: Parts): readonly Habit[] {
  const { client, key, url } = server
  const follower = createClient(url, { id: key.secretId, secret: key.secretKey })
  const some = (count: number) => {
    const from = Math.floor(Math.random() * (instances.length - count))
    return instances.slice(from, from + count)
  }
  let last = ''
  const run = async (targets: readonly string[]) => {
    const script = Buffer.from(`echo ${Math.random()}`).toString('base64')
    // Some are always on their way back.
    const body = { script, targets: { instances: targets }, away: 'wait', waitSeconds: 60 }
    const { id } = await client.native<InvocationView>('POST', '/runs', body)
    last = id
    return id
  }
  const follow = async (signal?: AbortSignal) => {
    for await (const event of follower.watch(await run(some(50)), signal)) if (event.event === 'end') return
  }
  const leave = async () => {
    const gone = new AbortController()
    const watching = follow(gone.signal).catch(() => undefined)
    await pause(Math.random() * 300)
    gone.abort()
    await watching
  }
  const cancel = async () => client.native('POST', `/invocations/${await run(some(20))}/cancel`, {})
  const look = () => (last ? client.native('GET', `/invocations/${last}/tasks?limit=100&output=true`) : undefined)
  const change = async () => {
    const body = { Content: 'dHJ1ZQ==', CommandName: `soak-${Math.random()}` }
    const { CommandId } = await client.tat<{ CommandId: string }>('CreateCommand', body)
    await client.tat('ModifyCommand', { CommandId, Description: 'changed' })
    await client.tat('DeleteCommand', { CommandId })
  }
  const keys = async () => {
    const { id } = await follower.call(routes.createKey, { body: { user: `soak-${Math.random()}` } })
    await follower.call(routes.disableKey, { path: { id } })
  }
  return [
    { name: 'runs on 1 to 20 hosts', anHour: 3_600, act: () => run(some(1 + Math.floor(Math.random() * 20))) },
    { name: 'runs on all hosts', anHour: 60, act: () => run(instances) },
    { name: 'looks at a run with its outputs', anHour: 9_000, act: async () => look() },
    { name: 'lists of hosts', anHour: 3_600, act: () => client.native('GET', '/instances?limit=1000') },
    { name: 'lists of runs', anHour: 9_000, act: () => client.native('GET', '/invocations?limit=50') },
    { name: 'calls of TAT', anHour: 9_000, act: () => client.tat('DescribeInvocations', { Limit: 20 }) },
    { name: 'runs followed to their end', anHour: 600, act: () => follow() },
    { name: 'followers that go away', anHour: 600, act: leave },
    { name: 'cancels', anHour: 300, act: cancel },
    { name: 'commands made, changed, deleted', anHour: 300, act: change },
    { name: 'keys made and disabled', anHour: 60, act: keys },
    { name: 'bad requests', anHour: 6_000, act: () => misbehave(url) },
    { name: 'waves of 250 agents that come back', anHour: 60, act: async () => proxy.cut() },
  ]
}

const nonsense = [
  { method: 'POST', path: '/', headers: { authorization: 'TC3-HMAC-SHA256 nonsense', 'x-tc-action': 'RunCommand' } },
  { method: 'POST', path: '/api/v1/runs', headers: { 'content-type': 'application/json' } },
  { method: 'GET', path: '/api/v1/invocations?limit=-1', headers: {} },
  { method: 'GET', path: `/${'x'.repeat(8_000)}`, headers: {} },
  { method: 'POST', path: '/', headers: { 'content-length': '5000000' } },
  { method: 'GET', path: '/agent/v1', headers: { connection: 'upgrade', upgrade: 'websocket' } },
] as const

/** A request that no client of ours would send; one in two hangs up before it has an answer. */
function misbehave(url: string): Promise<void> {
  const { method, path, headers } = nonsense[Math.floor(Math.random() * nonsense.length)] ?? nonsense[0]
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const call = request({ hostname, port, method, path, headers, agent: false }, (response) => {
      if ((response.statusCode ?? 0) >= 500) reject(new Error(`${method} ${path.slice(0, 40)}: ${response.statusCode}`))
      response.resume().on('close', () => resolve())
    })
    // Whoever speaks nonsense may be cut off.
    call.on('error', () => resolve()).on('close', () => resolve())
    call.write(method === 'POST' ? '{"not": JSON' : '')
    if (Math.random() < 0.5) setTimeout(() => call.destroy(), 5)
    else call.end()
  })
}
