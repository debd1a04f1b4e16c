import { join } from 'node:path'
import { makeFolder } from '../lib/children.ts'
import { startFloor, startPeer } from '../lib/floor.ts'
import { alternate, type Cost, medianCost, restMs } from '../lib/numbers.ts'
import { installPackages } from '../lib/peers.ts'
import { startPostgres } from '../lib/postgres.ts'
import { cpuSeconds } from '../lib/proc.ts'
import { atMost, faster, skipped } from '../lib/rows.ts'
import { allEnded, runByDialect, runByNative, succeeded } from '../lib/runs.ts'
import { type Server, startServer } from '../lib/server.ts'
import { startSwarm } from '../lib/swarm.ts'
import type { Bench, Row } from '../lib/types.ts'

export const fleet = 10_000
/** How often the caller looks at most whether all have ended, so that it does not weigh. */
const lookMs = 15
/** V8 goes on compiling the server for some four fan-outs by either door, which takes 30 to 130 ms of CPU beside each. */
export const warmUps = 4

const doors = { 'RunCommand, 50 calls of 200': runByDialect, 'one native call': runByNative } as const
const peers = { 'pg-boss': 1.8, 'graphile-worker': 4.5 } as const

export const fanout: Bench = async ({ rounds = 5, say }, add) => {
  const server = await startServer()
  say(`starting ${fleet} agents`)
  const swarm = await startSwarm(server, fleet)
  const floor = await startFanoutFloor(fleet)
  const ours = Object.values(doors).map((run) => () => measure(server, () => run(server, swarm.instances)))

  say('measuring against the floor')
  await alternate(warmUps, [...ours, floor], restMs)
  const samples = await alternate(rounds, [...ours, floor], restMs)
  const costs = samples.map(medianCost)
  const bare = costs.at(-1) ?? { ms: Number.NaN, cpu: Number.NaN }
  for (const [index, metric] of Object.keys(doors).entries()) {
    const { ms, cpu } = costs[index] ?? bare
    const note = `server CPU ${cpu.toFixed(2)} s, floor ${bare.cpu.toFixed(2)} s`
    const of = { name: 'fanout', metric, unit: 'ms', ours: ms, reference: bare.ms, referenceName: 'floor', note }
    add(atMost(of, 1.5))
  }
  say('measuring against queues on PostgreSQL')
  add(...(await againstPeers(rounds, ours[0] ?? floor)))
}

async function startFanoutFloor(count: number): Promise<() => Promise<Cost>> {
  const floor = startFloor('fanout', [join(makeFolder(), 'floor.db'), String(count)])
  const { port } = await floor.next<{ port: number }>('port')
  startFloor('fanout-sockets', [String(port), String(count)])
  await floor.next('ready')
  return () => {
    floor.tell({ go: true })
    return floor.next<Cost>('ms')
  }
}

export async function measure(server: Server, run: () => Promise<string[]>): Promise<Cost> {
  const cpu = cpuSeconds(server.pid())
  const start = performance.now()
  const ended = await allEnded(server, await run(), lookMs)
  const ms = performance.now() - start
  if (succeeded(ended) !== fleet) throw new Error(`${succeeded(ended)} of ${fleet} tasks succeeded`)
  return { ms, cpu: cpuSeconds(server.pid()) - cpu }
}

/** Each in turn with ours alone: behind the many seconds of one queue another would be held against a server that has cooled. */
async function againstPeers(rounds: number, ours: () => Promise<Cost>): Promise<readonly Row[]> {
  const [metric = ''] = Object.keys(doors)
  const named = (referenceName: string) => ({ name: 'fanout', metric, unit: 'ms', referenceName })
  try {
    await installPackages()
    const { database } = await startPostgres()
    const rows: Row[] = []
    for (const [name, bar] of Object.entries(peers)) {
      const sides = [ours, await startJobs(name, await database(name))]
      await alternate(1, sides, restMs)
      const [own = [], theirs = []] = await alternate(rounds, sides, restMs)
      const [mine, their] = [medianCost(own), medianCost(theirs)]
      const note = `${name} CPU ${their.cpu.toFixed(2)} s and PostgreSQL's`
      rows.push(faster({ ...named(name), ours: mine.ms, reference: their.ms, note }, bar))
    }
    return rows
  } catch (error) {
    return Object.entries(peers).map(([name, bar]) => skipped(named(name), `≥ ${bar} × faster`, String(error)))
  }
}

async function startJobs(name: string, url: string): Promise<() => Promise<Cost>> {
  const peer = startPeer(name, [url, String(fleet)])
  await peer.next('ready')
  return () => {
    peer.tell({ go: true })
    return peer.next<Cost>('ms')
  }
}
