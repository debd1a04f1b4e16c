import { setTimeout as pause } from 'node:timers/promises'
import { startAgents } from '../lib/agents.ts'
import { run } from '../lib/children.ts'
import { quantile } from '../lib/numbers.ts'
import { faster, skipped, within } from '../lib/rows.ts'
import { allEnded, runByNative, runToEnd } from '../lib/runs.ts'
import { type Server, startServer } from '../lib/server.ts'
import { hostName, startSshHosts } from '../lib/ssh.ts'
import { startSwarm } from '../lib/swarm.ts'
import type { Bench } from '../lib/types.ts'
import { fleet, warmUps } from './fanout.ts'

const calls = 200
const sshCalls = 5
/** Some 300 tasks: of 60 in 8 fan-outs the worst one was the hundredth. */
const fanOuts = 40
/** What is left of the last task is over by then: an agent that rests is measured. */
const idleMs = 50

export const latency: Bench = async ({ rounds = 3, say }, add) => {
  const server = await startServer()
  const agent = await startAgents(server, 1)
  const one = () => oneTask(server, agent.instances)
  for (let i = 0; i < 20; i += 1) await one()

  say('an idle agent, and a cold ssh in turn')
  const ssh = await startSsh()
  const times: number[] = []
  const sshTimes: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    for (let i = 0; i < calls; i += 1) {
      times.push(await one())
      await pause(idleMs)
    }
    for (let i = 0; typeof ssh === 'function' && i < sshCalls; i += 1) sshTimes.push(await ssh())
  }
  const name = 'latency'
  const p50 = quantile(times, 0.5)
  add(within({ name, metric: 'one task on an idle agent, p50', unit: 'ms', ours: p50 }, 10))
  add(within({ name, metric: 'one task on an idle agent, p99', unit: 'ms', ours: quantile(times, 0.99) }, 25))
  const named = { name, metric: 'one task on an idle agent, p50', unit: 'ms', referenceName: 'ssh host true, cold' }
  if (typeof ssh === 'string') add(skipped(named, '≥ 15 × faster', ssh))
  else add(faster({ ...named, ours: p50, reference: quantile(sshTimes, 0.5) }, 15))

  say(`starting ${fleet} agents`)
  const swarm = await startSwarm(server, fleet)
  await whileFannedOut(server, swarm.instances, one, warmUps)
  const busy = await whileFannedOut(server, swarm.instances, one, fanOuts)
  const metric = `one task during a fan-out to ${fleet}, p99`
  add(within({ name, metric, unit: 'ms', ours: quantile(busy, 0.99), note: `${busy.length} tasks` }, 150))
}

/** By what `muster run` calls: the start, with the events of the run up to its end on record. */
async function oneTask(server: Server, instances: readonly string[]): Promise<number> {
  const start = performance.now()
  await runToEnd(server, instances)
  return performance.now() - start
}

/** Tasks one after the other, each begun while a fan-out runs. */
async function whileFannedOut(
  server: Server,
  fleetOf: readonly string[],
  one: () => Promise<number>,
  count: number,
): Promise<readonly number[]> {
  const times: number[] = []
  for (let i = 0; i < count; i += 1) {
    let running = true
    const whole = runByNative(server, fleetOf)
      .then((ids) => allEnded(server, ids, 25))
      .finally(() => {
        running = false
      })
    while (running) times.push(await one())
    await whole
  }
  return times
}

/** A cold `ssh host true`, or why there is none. */
async function startSsh(): Promise<(() => Promise<number>) | string> {
  try {
    const { config } = await startSshHosts(1)
    const once = async () => {
      const start = performance.now()
      await run('ssh', ['-F', config, hostName(0), 'true'])
      return performance.now() - start
    }
    await once()
    return once
  } catch (error) {
    return String(error)
  }
}
