import { existsSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startAgents } from '../lib/agents.ts'
import { makeFolder, start, startNode, stop } from '../lib/children.ts'
import { type FakeServer, startFakeServer } from '../lib/fake-server.ts'
import { createTarget, type Target } from '../lib/first-instruction.ts'
import { alternate, median } from '../lib/numbers.ts'
import { cleanUser, findProgram } from '../lib/peers.ts'
import { cpuNanoseconds, privateDirtyKb, residentKb } from '../lib/proc.ts'
import { skipped, within } from '../lib/rows.ts'
import { launcher, startServer } from '../lib/server.ts'
import type { Bench, Row } from '../lib/types.ts'
import { until } from '../lib/wait.ts'

const settleMs = 3_000
const idleMs = 1_000
const starts = 40
/** An agent that rests is measured, as in `latency`: with 10 ms the next executor was still being made on a slow machine. */
const betweenMs = 50
const probe = new URL('../lib/start-probe.ts', import.meta.url).href
const name = 'agent'

export const agentBench: Bench = async ({ rounds = 5, say }, add) => {
  say('idle')
  add(...(await idle()))
  say('starting scripts')
  const server = await startFakeServer()
  const { pid, report } = await startProbed(server)
  await server.connected
  const target = await createTarget()
  try {
    add(...(await startTimes(server, target, rounds)))
  } catch (error) {
    const metric = 'frame to first instruction'
    add(skipped({ name, metric, unit: 'ms', referenceName: 'posix_spawn' }, '≤ 2 ms more', String(error)))
  }
  process.kill(pid, 'SIGUSR2')
  const blocked = await until('the probe', 5, () => readProbe(report))
  const note = `p50 of ${blocked.ms.length} starts, ${blocked.spawns} spawns; all turns of a start ${median(blocked.ms).toFixed(2)} ms`
  const metric = 'event loop blocked by a start, its longest turn'
  add(within({ name, metric, unit: 'ms', ours: median(blocked.longestMs), note }, 0.2))
  server.close()
}

async function idle(): Promise<readonly Row[]> {
  const server = await startServer()
  const agents = await startAgents(server, 1)
  const pid = agents.children[0]?.pid ?? 0
  await pause(settleMs)
  const before = cpuNanoseconds(pid)
  const start = performance.now()
  await pause(idleMs)
  const share = (cpuNanoseconds(pid) - before) / 1e6 / (performance.now() - start)
  const rows = [
    within({ name, metric: 'idle, RSS', unit: 'MB', ours: residentKb(pid) / 1024 }, 60),
    within({ name, metric: 'idle, Private_Dirty', unit: 'MB', ours: privateDirtyKb(pid) / 1024 }, 16),
    within({ name, metric: 'idle, CPU of a core', unit: '%', ours: 100 * share }, 0.05),
  ]
  await agents.stop()
  await server.stop()
  return rows
}

async function startProbed(server: FakeServer): Promise<{ pid: number; report: string }> {
  const folder = makeFolder()
  const report = join(folder, 'probe.json')
  const log = openSync(join(folder, 'agent.log'), 'a')
  const argv = ['agent', '--server', server.url, '--data', join(folder, 'data'), '--name', 'bench']
  const enrol = ['--code', 'bench', '--secret', 'bench']
  const child = startNode(['--import', probe, launcher, ...argv, ...enrol], {
    stdio: ['ignore', log, log],
    env: { ...process.env, MUSTER_BENCH_PROBE: report },
  })
  return { pid: child.pid ?? 0, report }
}

/** Ours less the floor's, for the agent's own user and for another one. */
async function startTimes(server: FakeServer, target: Target, rounds: number): Promise<readonly Row[]> {
  const python = await findProgram('python3', 'python3-minimal')
  const floor = start(python, [new URL('../floors/posix-spawn.py', import.meta.url).pathname, target.file], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const spawn = () => timed(target, () => void floor.stdin?.write('go\n'))
  const own = () => throughAgent(server, target, '')
  const root = process.getuid?.() === 0
  const other = root ? (await cleanUser()).name : ''
  // A floor before each of ours: an agent's next executor is made before the next task, if that comes as the last did.
  const sides = root ? [own, spawn, () => throughAgent(server, target, other), spawn] : [own, spawn]
  await alternate(5, sides)
  const [mine = [], bare = [], others = []] = await alternate(rounds * starts, sides, betweenMs)
  await stop(floor)
  const note = `posix_spawn ${median(bare).toFixed(2)} ms`
  const more = (times: readonly number[]) => Math.max(0, median(times) - median(bare))
  const metric = 'frame to first instruction, beyond posix_spawn'
  const same = within({ name, metric: `${metric}, own user`, unit: 'ms', ours: more(mine), note }, 2)
  const named = { name, metric: `${metric}, another user`, unit: 'ms' }
  if (!root) return [same, skipped({ ...named, referenceName: 'limit' }, '≤ 4 ms', 'only root starts as another user')]
  return [same, within({ ...named, ours: more(others), note }, 4)]
}

async function timed(target: Target, begin: () => void): Promise<number> {
  const arrival = target.arrival()
  const start = performance.now()
  begin()
  return (await arrival) - start
}

async function throughAgent(server: FakeServer, target: Target, userName: string): Promise<number> {
  let end: Promise<unknown> = Promise.resolve()
  let sent = 0
  const arrival = target.arrival()
  end = server.deliver(target.script, userName, () => {
    sent = performance.now()
  })
  const failed = end.then((event) => pause(1000).then(() => Promise.reject(new Error(JSON.stringify(event)))))
  failed.catch(() => {})
  const ms = (await Promise.race([arrival, failed])) - sent
  await end
  return ms
}

interface Probe {
  /** Of each start: the work of all turns, and of the longest. */
  readonly ms: readonly number[]
  readonly longestMs: readonly number[]
  readonly spawns: number
}

function readProbe(path: string): Probe | undefined {
  try {
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Probe) : undefined
  } catch {
    return undefined
  }
}
