import { join } from 'node:path'
import { makeFolder } from '../lib/children.ts'
import { startFloor } from '../lib/floor.ts'
import { alternate, type Cost, medianCost } from '../lib/numbers.ts'
import { cpuSeconds } from '../lib/proc.ts'
import { atMost } from '../lib/rows.ts'
import { allEnded, runByDialect, runByNative, succeeded } from '../lib/runs.ts'
import { type Server, startServer } from '../lib/server.ts'
import { startSwarm } from '../lib/swarm.ts'
import type { Bench } from '../lib/types.ts'

const agents = 10_000
/** How often the caller looks whether all have ended: often enough to see it, seldom enough not to weigh. */
const lookMs = 15

export const fanout: Bench = async ({ rounds = 5, say }, add) => {
  const server = await startServer()
  say(`starting ${agents} agents`)
  const swarm = await startSwarm(server, agents)
  const floor = await startFanoutFloor(agents)
  const ours = (run: typeof runByNative) => () => measure(server, () => run(server, swarm.instances))

  say('measuring against the floor')
  await ours(runByDialect)()
  await floor()
  const [dialect = [], native = [], bare = []] = await alternate(rounds, [ours(runByDialect), ours(runByNative), floor])
  const reference = medianCost(bare)
  const names = { dialect: 'RunCommand, 50 calls of 200', native: 'one native call' } as const
  for (const [name, costs] of Object.entries({ dialect, native })) {
    const { ms, cpu } = medianCost(costs)
    add(
      atMost(
        {
          name: 'fanout',
          metric: names[name as keyof typeof names],
          unit: 'ms',
          ours: ms,
          reference: reference.ms,
          referenceName: 'floor',
          note: `server CPU ${cpu.toFixed(2)} s, floor ${reference.cpu.toFixed(2)} s`,
        },
        1.5,
      ),
    )
  }
}

export async function startFanoutFloor(count: number): Promise<() => Promise<Cost>> {
  const floor = startFloor('fanout', [join(makeFolder(), 'floor.db'), String(count)])
  const { port } = await floor.next<{ port: number }>('port')
  startFloor('fanout-sockets', [String(port), String(count)])
  await floor.next('ready')
  return () => {
    floor.tell({ go: true })
    return floor.next<Cost>('ms')
  }
}

async function measure(server: Server, run: () => Promise<string[]>): Promise<Cost> {
  const cpu = cpuSeconds(server.pid())
  const start = performance.now()
  const ended = await allEnded(server, await run(), lookMs)
  const ms = performance.now() - start
  if (succeeded(ended) !== agents) throw new Error(`${succeeded(ended)} of ${agents} tasks succeeded`)
  return { ms, cpu: cpuSeconds(server.pid()) - cpu }
}
