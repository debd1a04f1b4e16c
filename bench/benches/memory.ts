import { setTimeout as pause } from 'node:timers/promises'
import { cpuSeconds, residentKb } from '../lib/proc.ts'
import { skipped, within } from '../lib/rows.ts'
import { startServer } from '../lib/server.ts'
import { online, startSwarm } from '../lib/swarm.ts'
import type { Bench } from '../lib/types.ts'
import { until } from '../lib/wait.ts'
import { fleet } from './fanout.ts'

/** Long enough for the heap to settle and for two rounds of pings. */
const settleMs = 20_000
const watchMs = 40_000

export const memory: Bench = async ({ say }, add) => {
  const server = await startServer()
  say(`enrolling ${fleet} agents`)
  await startSwarm(server, fleet)
  // Enrolling is done once in an agent's life: what stays of it belongs to the process before.
  await server.restart('SIGTERM')
  const empty = residentKb(server.pid())
  await until('all agents', 120, async () => ((await online(server)) === fleet ? true : undefined), 250)
  say('watching them idle')
  await pause(settleMs)
  const cpu = cpuSeconds(server.pid())
  const start = performance.now()
  await pause(watchMs)
  const share = (100 * (cpuSeconds(server.pid()) - cpu)) / ((performance.now() - start) / 1000)
  const full = residentKb(server.pid())
  const name = 'memory'
  const note = `${Math.round(empty / 1024)} MB before, ${Math.round(full / 1024)} MB with ${fleet}`
  add(
    within({ name, metric: 'an idle agent, plain', unit: 'KB', ours: (full - empty) / fleet, note }, 18),
    skipped(
      { name, metric: 'an idle agent, TLS', unit: 'KB', referenceName: 'limit' },
      '≤ 50 KB',
      'the server does not speak TLS itself yet',
    ),
    within({ name, metric: `server with ${fleet} idle agents`, unit: 'MB', ours: full / 1024 }, 300),
    within({ name, metric: `CPU with ${fleet} idle agents, of a core`, unit: '%', ours: share }, 2),
  )
}
