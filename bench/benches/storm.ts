import { setTimeout as pause } from 'node:timers/promises'
import { stop } from '../lib/children.ts'
import { startFloor } from '../lib/floor.ts'
import { alternate, median } from '../lib/numbers.ts'
import { atMost, within } from '../lib/rows.ts'
import { hasEnded, type InvocationView, runByDialect } from '../lib/runs.ts'
import { type Server, startServer } from '../lib/server.ts'
import { online, type Swarm, startSwarm } from '../lib/swarm.ts'
import type { Bench } from '../lib/types.ts'
import { until } from '../lib/wait.ts'
import { fleet, measure } from './fanout.ts'

/** The clock of a storm is no finer than this: to count who is online every 20 ms took a sixth of the server's time. */
const lookMs = 50

export const storm: Bench = async ({ rounds = 3, say }, add) => {
  const server = await startServer()
  say(`starting ${fleet} agents`)
  const swarm = await startSwarm(server, fleet)
  say('restarting under them')
  const floor = await startConnectFloor()
  const [own = [], bare = []] = await alternate(rounds, [() => comeBack(server), floor])
  const ours = median(own)
  const metric = `${fleet} agents back after a restart, authenticated`
  const of = { name: 'storm', metric, unit: 'ms', ours, reference: median(bare) }
  add(atMost({ ...of, referenceName: 'bare connects' }, 1.8))

  say('killing the server in the middle of a fan-out')
  const alone: number[] = []
  const killed: Killed[] = []
  for (let round = 0; round < rounds; round += 1) {
    const { ms } = await measure(server, () => runByDialect(server, swarm.instances))
    alone.push(ms)
    killed.push(await killInTheMiddle(server, swarm, ms))
  }
  const name = 'storm'
  const missing = sum(killed.map((each) => each.missing))
  const failed = sum(killed.map((each) => each.failed))
  const repeated = await swarm.startedTwice()
  const limit = Math.round(median(alone) + ours + 1000)
  const ms = median(killed.map((each) => each.ms))
  add(
    within({ name, metric: 'SIGKILL in a fan-out: accepted ids missing', unit: 'ids', ours: missing }, 0),
    within({ name, metric: 'SIGKILL in a fan-out: started twice', unit: 'tasks', ours: repeated }, 0),
    within({ name, metric: 'SIGKILL in a fan-out: not succeeded', unit: 'tasks', ours: failed }, 0),
    within({ name, metric: 'SIGKILL in a fan-out: all ended', unit: 'ms', ours: ms }, limit),
  )
}

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0)

interface Killed {
  readonly missing: number
  readonly failed: number
  readonly ms: number
}

/** Half-way through: some calls have been answered, some agents are at work, some answers are on their way. */
async function killInTheMiddle(server: Server, swarm: Swarm, aloneMs: number): Promise<Killed> {
  const start = performance.now()
  const accepted: string[] = []
  const calls = runByDialect(server, swarm.instances, 'true', accepted).catch(() => accepted)
  await pause(aloneMs / 2)
  await server.restart('SIGKILL')
  await calls
  const invocations: InvocationView[] = []
  for (const id of accepted.splice(0)) {
    const found = await until(`${id} to end`, 120, () => lookAt(server, id), lookMs)
    if (found !== 'missing') invocations.push(found)
    else accepted.push(id)
  }
  const ms = performance.now() - start
  const failed = invocations.reduce((sum, { total, counts }) => sum + total - (counts.succeeded ?? 0), 0)
  return { missing: accepted.length, failed, ms }
}

async function lookAt(server: Server, id: string): Promise<InvocationView | 'missing' | undefined> {
  try {
    const invocation = await server.client.native<InvocationView>('GET', `/invocations/${id}`)
    return hasEnded(invocation) ? invocation : undefined
  } catch (error) {
    if (String(error).includes('InvocationNotFound')) return 'missing'
    throw error
  }
}

/** From the moment the server is told to start until the API shows all agents online. */
async function comeBack(server: Server): Promise<number> {
  const start = await server.restart('SIGTERM')
  await until('all agents', 120, async () => ((await online(server)) === fleet ? true : undefined), lookMs)
  return performance.now() - start
}

/** The same with nothing but sockets: from the start of a bare server until 10,000 that waited for it are connected. */
async function startConnectFloor(): Promise<() => Promise<number>> {
  const sockets = startFloor('connect-sockets', [String(fleet)])
  await sockets.next('ready')
  return async () => {
    const start = performance.now()
    const floor = startFloor('connect')
    sockets.tell(await floor.next<{ port: number }>('port'))
    await sockets.next('connected')
    const ms = performance.now() - start
    await stop(floor.child)
    return ms
  }
}
