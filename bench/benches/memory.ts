import { setTimeout as pause } from 'node:timers/promises'
import { makeCertificate } from '../lib/certificate.ts'
import { cpuSeconds, residentKb } from '../lib/proc.ts'
import { within } from '../lib/rows.ts'
import { type Server, startServer } from '../lib/server.ts'
import { online, startSwarm } from '../lib/swarm.ts'
import type { Bench } from '../lib/types.ts'
import { until } from '../lib/wait.ts'
import { fleet } from './fanout.ts'

/** Long enough for the heap to settle and for a round of pings. */
const settleMs = 25_000
const watchMs = 50_000

interface Idle {
  readonly emptyKb: number
  readonly fullKb: number
  readonly cpuShare: number
}

export const memory: Bench = async ({ say }, add) => {
  const name = 'memory'
  const perAgent = ({ emptyKb, fullKb }: Idle) => ({
    ours: (fullKb - emptyKb) / fleet,
    note: `${Math.round(emptyKb / 1024)} MB before, ${Math.round(fullKb / 1024)} MB with ${fleet}`,
  })
  const plain = await watchIdle(await startServer(), say)
  add(
    within({ name, metric: 'an idle agent, plain', unit: 'KB', ...perAgent(plain) }, 18),
    within({ name, metric: `server with ${fleet} idle agents`, unit: 'MB', ours: plain.fullKb / 1024 }, 300),
    within({ name, metric: `CPU with ${fleet} idle agents, of a core`, unit: '%', ours: plain.cpuShare }, 2),
  )
  say('the same over TLS')
  const secure = await watchIdle(await startServer(makeCertificate()), say)
  add(within({ name, metric: 'an idle agent, TLS', unit: 'KB', ...perAgent(secure) }, 50))
}

/** Ends the server and its agents. */
async function watchIdle(server: Server, say: (text: string) => void): Promise<Idle> {
  say(`enrolling ${fleet} agents`)
  const swarm = await startSwarm(server, fleet)
  // Enrolling is done once in an agent's life: what stays of it belongs to the process before.
  await server.restart('SIGTERM')
  const emptyKb = residentKb(server.pid())
  await until('all agents', 120, async () => ((await online(server)) === fleet ? true : undefined), 250)
  say('watching them idle')
  await pause(settleMs)
  const cpu = cpuSeconds(server.pid())
  const start = performance.now()
  await pause(watchMs)
  const cpuShare = (100 * (cpuSeconds(server.pid()) - cpu)) / ((performance.now() - start) / 1000)
  const fullKb = residentKb(server.pid())
  await swarm.stop()
  await server.stop()
  return { emptyKb, fullKb, cpuShare }
}
