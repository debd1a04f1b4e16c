import type { Journal } from '../../../packages/agent/src/tasks/ports.ts'
import { keyName, lostSpec } from '../../../packages/agent/src/tasks/spec.ts'
import type { Chance } from '../chance.ts'
import type { Process, Timeline } from '../time/timeline.ts'
import { createFolder, type Disk, syncFolders } from './disk.ts'

interface Parts {
  readonly timeline: Timeline
  readonly process: Process
  readonly chance: Chance
  readonly disk: Disk
}

/** The journal of one life of an agent, over a disk that outlives it. It keeps what `disk-journal.ts` says. */
export function createJournal({ timeline, process, chance, disk }: Parts): Journal {
  const pause = (least: number, most: number) =>
    new Promise<void>((resolve) => timeline.after(chance.skewed(least, most), process, resolve))

  return {
    load: async () => {
      await pause(0.1, 5)
      syncFolders(disk)
      // It was never accepted.
      for (const [name, { spec, standing }] of disk.folders)
        if (spec.life === 'standing' && !standing) disk.folders.delete(name)
      const specs = [...disk.folders].map(([name, folder]) => {
        const [sequence = 0, attempt = 0] = name.split('-').map(Number)
        // A spec that was cut short is that of a lost task.
        if (!folder.isReadable) folder.spec = lostSpec({ sequence, attempt })
        return folder.spec
      })
      const standing = new Map(
        [...disk.folders].flatMap(([name, folder]) => (folder.standing ? [[name, folder.standing]] : [])),
      )
      return { settled: disk.settled, specs: specs.sort((a, b) => a.sequence - b.sequence), standing }
    },
    create: async (specs) => {
      const made: string[] = []
      for (const spec of specs) {
        await pause(0.01, 0.3)
        const name = keyName(spec)
        if (disk.folders.has(name)) {
          for (const each of [...made, name]) disk.folders.delete(each)
          throw new Error(`the folder ${name} is there already`)
        }
        disk.folders.set(name, createFolder(spec))
        disk.unsynced.add(name)
        made.push(name)
      }
      await pause(0.2, 20)
      syncFolders(disk)
      await pause(0.01, 0.2)
    },
    keep: async (standing) => {
      await pause(0.2, 10)
      const folder = disk.folders.get(keyName(standing.plan))
      if (!folder) throw new Error('the folder of the task is gone')
      folder.standing = standing
      await pause(0.01, 0.2)
    },
    settle: async (upTo) => {
      await pause(0.2, 10)
      disk.settled = upTo
      await pause(0.01, 0.2)
    },
    remove: async (key) => {
      const name = keyName(key)
      const folder = disk.folders.get(name)
      await pause(0.01, 0.3)
      if (!folder) return
      disk.folders.delete(name)
      disk.removed.set(name, folder)
    },
  }
}
