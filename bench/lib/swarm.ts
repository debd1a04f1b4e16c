import type { ChildProcess } from 'node:child_process'
import { openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder, startNode, stop } from './children.ts'
import { launcher, type Server } from './server.ts'
import { until } from './wait.ts'

export interface Swarm {
  /** TAT ids of the instances. */
  readonly instances: readonly string[]
  readonly stop: () => Promise<void>
  /** Ends it; how many scripts its agents have started more than once. */
  readonly startedTwice: () => Promise<number>
}

export interface Code {
  readonly RegisterCodeId: string
  readonly RegisterCodeValue: string
}

export const createCode = (server: Server, limit: number): Promise<Code> =>
  server.client.tat<Code>('CreateRegisterCode', { RegisterLimit: limit, EffectiveTime: 99_999 })

/** Simulated agents in one process, all online when this returns. */
export async function startSwarm(server: Server, count: number, flags: readonly string[] = []): Promise<Swarm> {
  const code = await createCode(server, count)
  const before = await online(server)
  const log = join(makeFolder(), 'swarm.log')
  const child = startProcess(server, code, log, count, flags)
  await until(`${count} agents`, 300, async () => ((await online(server)) >= before + count ? true : undefined), 100)
  const instances = (await instanceIds(server)).filter(({ name }) => name.startsWith('swarm-')).map(({ id }) => id)
  return {
    instances,
    stop: () => stop(child),
    startedTwice: async () => {
      await stop(child)
      const [, count] = /started \d+ scripts, (\d+) of them again/.exec(readFileSync(log, 'utf8')) ?? []
      return Number(count)
    },
  }
}

function startProcess(server: Server, code: Code, path: string, count: number, flags: readonly string[]): ChildProcess {
  const log = openSync(path, 'a')
  const trust = server.ca ? ['--ca', server.ca] : []
  const argv = [
    'swarm',
    '--server',
    server.url,
    ...trust,
    '--code',
    code.RegisterCodeId,
    '--secret',
    code.RegisterCodeValue,
  ]
  return startNode([launcher, ...argv, '--count', String(count), ...flags], { stdio: ['ignore', log, log] })
}

export async function online(server: Server): Promise<number> {
  const { total } = await server.client.native<{ total: number }>('GET', '/instances?limit=1&online=true')
  return total
}

export async function instanceIds(server: Server): Promise<readonly { id: string; name: string }[]> {
  const found: { id: string; name: string }[] = []
  for (;;) {
    const { items } = await server.client.native<{ items: { id: string; name: string }[] }>(
      'GET',
      `/instances?limit=1000&offset=${found.length}`,
    )
    found.push(...items)
    if (items.length < 1000) return found
  }
}
