import { setTimeout as pause } from 'node:timers/promises'
import { noDisks } from '../../harness/disk.ts'
import { type Kind, none } from '../kind.ts'
import { tasksOf } from '../tasks.ts'

export const databaseFull: Kind = {
  name: 'disk of the database full',
  missing: noDisks,
  losses: [],
  strike: async ({ serverDisk }, chance) => {
    serverDisk?.fill()
    await pause(500 + chance.below(2500))
    serverDisk?.free()
    return none
  },
}

export const agentDiskFull: Kind = {
  name: 'disk of an agent full',
  missing: noDisks,
  losses: [/^the output could not be stored/, /^the executor was killed/, /^the process that ends the script/],
  strike: async ({ hosts }, chance) => {
    const struck = chance.pick(hosts)
    const hit = new Set<string>()
    struck.disk?.fill()
    // Looked at again and again: what has ended is soon forgotten by its host.
    for (let left = 10 + chance.below(50); left > 0; left -= 1) {
      for (const { id } of tasksOf(struck)) hit.add(id)
      await pause(50)
    }
    struck.disk?.free()
    return hit
  },
}
