import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startAgents } from '../lib/agents.ts'
import { startCuttingProxy } from '../lib/cutting-proxy.ts'
import { type Habit, habitsOf } from '../lib/mixed-load.ts'
import { median } from '../lib/numbers.ts'
import { residentKb } from '../lib/proc.ts'
import { atMost, within } from '../lib/rows.ts'
import { type Server, startServer } from '../lib/server.ts'
import { online, startSwarm } from '../lib/swarm.ts'
import type { Bench } from '../lib/types.ts'
import { until } from '../lib/wait.ts'

/** Minutes, each of which is six of an hour. */
const usualMinutes = 10
const hourMs = 600_000
/** Parts of the whole: until caches are full and code is compiled, and what counts as the end. */
const warmUp = 0.25
const tail = 0.15
const agentCount = 1_000
const waveSize = 250
const realAgents = 2
const schedules = 60
const lookMs = 1_000

interface Sample {
  readonly at: number
  readonly server: number
  readonly agent: number
  readonly descriptors: number
}

/** An hour's worth of mixed load in ten minutes: whatever is kept for each call, task or connection shows as growth. */
export const soak: Bench = async ({ rounds: minutes = usualMinutes, say }, add) => {
  const server = await startServer()
  const proxy = await startCuttingProxy(server.url)
  say(`starting ${agentCount} agents`)
  const calm = ['--failure-rate', '0.02', '--output-bytes', '300']
  await startSwarm(server, agentCount - waveSize, calm)
  await startSwarm({ ...server, url: proxy.url }, waveSize, ['--delay', '700', '--output-bytes', '20000'])
  const real = await startAgents(server, realAgents)
  const { items } = await server.client.native<{ items: { id: string }[] }>('GET', '/instances?limit=1000')
  const instances = [...new Set([...items.map(({ id }) => id), ...real.instances])]
  await makeSchedules(server, instances)

  const agentPid = real.children[0]?.pid ?? 0
  const look = (at: number): Sample => ({
    at,
    server: residentKb(server.pid()) / 1024,
    agent: residentKb(agentPid) / 1024,
    descriptors: readdirSync(`/proc/${server.pid()}/fd`).length,
  })
  const length = minutes * 60_000
  const samples: Sample[] = []
  const done = new Map<string, number>()
  const failures: string[] = []
  const start = performance.now()
  const elapsed = () => performance.now() - start
  const act = async (habit: Habit) => {
    await habit.act().then(
      () => done.set(habit.name, (done.get(habit.name) ?? 0) + 1),
      (error: unknown) => failures.push(`${habit.name}: ${String(error)}`),
    )
  }
  const live = async (habit: Habit) => {
    const everyMs = hourMs / habit.anHour
    const acts: Promise<void>[] = []
    for (let next = Math.random() * everyMs; next < length; next += everyMs) {
      await pause(Math.max(0, next - elapsed()))
      acts.push(act(habit))
    }
    await Promise.all(acts)
  }
  const watch = async () => {
    while (elapsed() < length) {
      await pause(lookMs)
      samples.push(look(elapsed()))
      if (samples.length % 30 === 0) say(describe(samples.at(-1), done))
    }
  }
  await Promise.all([watch(), ...habitsOf({ server, instances, proxy }).map(live)])
  for (const failure of failures.slice(0, 5)) say(failure)

  const all = agentCount + realAgents
  await until('all agents', 60, async () => ((await online(server)) >= all ? true : undefined), 250)
  const { open, total } = await until('every run to end', 120, () => everyRunEnded(server), 500)
  const between = (from: number, to: number, what: (sample: Sample) => number) =>
    median(samples.filter(({ at }) => at >= from * length && at <= to * length).map(what))
  const growth = (what: (sample: Sample) => number) => ({
    reference: between(warmUp - 0.05, warmUp + 0.05, what),
    ours: between(1 - tail, 1, what),
    referenceName: 'after warm-up',
  })
  const name = 'soak'
  for (const [habit, count] of done) say(`${count} ${habit}`)
  const calls = [...done.values()].reduce((sum, count) => sum + count, failures.length)
  const file = Math.round(statSync(join(server.data, 'muster.db')).size / 2 ** 20)
  add(
    atMost({ name, metric: 'resident memory of the server', unit: 'MB', ...growth((sample) => sample.server) }, 1.1),
    atMost({ name, metric: 'resident memory of an agent', unit: 'MB', ...growth((sample) => sample.agent) }, 1.1),
    atMost({ name, metric: 'open files of the server', unit: '', ...growth(({ descriptors }) => descriptors) }, 1.1),
    within({ name, metric: 'calls that failed', unit: '', ours: failures.length, note: `of ${calls}` }, 0),
    within(
      { name, metric: 'runs that never ended', unit: '', ours: open, note: `of ${total}; the record has ${file} MB` },
      0,
    ),
  )
}

const describe = (sample: Sample | undefined, done: ReadonlyMap<string, number>): string =>
  `${Math.round((sample?.at ?? 0) / 1000)} s: server ${Math.round(sample?.server ?? 0)} MB, agent ${Math.round(sample?.agent ?? 0)} MB, ${sample?.descriptors} files, ${[...done.values()].reduce((sum, count) => sum + count, 0)} calls`

/** Each fires once a minute, on five hosts. */
async function makeSchedules({ client }: Server, instances: readonly string[]): Promise<void> {
  const content = { Content: Buffer.from('true').toString('base64'), CommandName: 'soak' }
  const { CommandId } = await client.tat<{ CommandId: string }>('CreateCommand', content)
  for (let n = 0; n < schedules; n += 1)
    await client.native('POST', '/schedules', {
      name: `soak ${n}`,
      rule: { kind: 'cron', expression: '* * * * *' },
      command: CommandId,
      targets: { instances: instances.slice(n * 5, n * 5 + 5) },
    })
}

async function everyRunEnded({ client }: Server): Promise<{ open: number; total: number } | undefined> {
  let open = 0
  for (let offset = 0; ; offset += 1000) {
    const page = await client.native<{ total: number; items: { endedAt: string | null }[] }>(
      'GET',
      `/invocations?limit=1000&offset=${offset}`,
    )
    open += page.items.filter(({ endedAt }) => endedAt === null).length
    if (page.items.length === 1000) continue
    return open === 0 ? { open, total: page.total } : undefined
  }
}
