import { killProcess } from '../../harness/processes.ts'
import { eventually } from '../../harness/wait.ts'
import type { Chance } from '../chance.ts'
import type { Kind } from '../kind.ts'
import { nothing } from '../kind.ts'
import { type HostTask, isRunning, tasksOf, wordsIn } from '../tasks.ts'
import type { World } from '../world.ts'

/** Kills a process of one script that runs; `find` tells its number and start. */
async function killOne(
  { hosts }: World,
  chance: Chance,
  find: (task: HostTask) => readonly string[],
): Promise<ReadonlySet<string>> {
  return eventually('a script to run', () => {
    const running = hosts.flatMap(tasksOf).filter(isRunning)
    if (running.length === 0) return undefined
    const struck = chance.pick(running)
    const [pid = '', start = ''] = find(struck)
    return killProcess(Number(pid), start) ? new Set([struck.id]) : undefined
  })
}

export const executorKilled: Kind = {
  name: 'executor killed',
  missing: nothing,
  losses: [/^the executor was killed while the script ran/],
  strike: (world, chance) => killOne(world, chance, (task) => wordsIn(task, 'executor').slice(1)),
}

export const guardKilled: Kind = {
  name: 'guard of the deadline killed',
  missing: nothing,
  losses: [/^the process that ends the script in time was killed/],
  strike: (world, chance) => killOne(world, chance, (task) => wordsIn(task, 'guard')),
}

export const collectorKilled: Kind = {
  name: 'collector killed',
  missing: nothing,
  losses: [/^the process that writes the output was killed/],
  strike: (world, chance) => killOne(world, chance, (task) => wordsIn(task, 'output.reader')),
}
