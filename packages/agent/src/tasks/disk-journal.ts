import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile, syncFolder, writeSynced } from '../identity/files.ts'
import type { Log } from '../log.ts'
import { all } from './all.ts'
import type { Journal } from './ports.ts'
import { type Key, keyName, Spec } from './spec.ts'

export const tasksFolder = (data: string): string => join(data, 'tasks')
export const taskFolder = (data: string, key: Key): string => join(tasksFolder(data), keyName(key))

/**
 * A folder per task under `<data>/tasks`. It appears by a rename, whole or not at all: a folder that is there was
 * accepted. `<data>/settled` holds the watermark.
 */
export function diskJournal(data: string, log: Log): Journal {
  const tasks = tasksFolder(data)

  const create = async (spec: Spec) => {
    const draft = join(tasks, `new.${keyName(spec)}`)
    await rm(draft, { recursive: true, force: true })
    await mkdir(draft, { mode: 0o700 })
    await writeSynced(join(draft, 'spec.json'), JSON.stringify(spec), 'wx')
    await syncFolder(draft)
    await rename(draft, taskFolder(data, spec))
  }

  const remove = async (key: Key) => {
    const old = join(tasks, `old.${keyName(key)}`)
    // One that is gone already is as good as removed.
    await rename(taskFolder(data, key), old).catch(ignoreMissing)
    await rm(old, { recursive: true, force: true })
  }

  const read = async (name: string): Promise<Spec | undefined> => {
    try {
      return Spec.parse(JSON.parse(await readFile(join(tasks, name, 'spec.json'), 'utf8')))
    } catch {
      log.warn(`the task folder ${name} cannot be read and is left as it is`)
      return undefined
    }
  }

  return {
    load: async () => {
      await mkdir(tasks, { recursive: true, mode: 0o700 })
      const names = await readdir(tasks)
      const drafts = names.filter((name) => /^(new|old)\./.test(name))
      await Promise.all(drafts.map((name) => rm(join(tasks, name), { recursive: true, force: true })))
      const specs: Spec[] = []
      for (const name of names.filter((each) => /^\d+-\d+$/.test(each))) {
        const spec = await read(name)
        if (spec) specs.push(spec)
      }
      return { settled: await readSettled(data), specs: specs.sort((a, b) => a.sequence - b.sequence) }
    },
    create: async (specs) => {
      if (specs.length === 0) return
      try {
        await all(specs.map(create))
        await syncFolder(tasks)
      } catch (error) {
        // Refused as a whole: none of them may be found, and started, by the next agent.
        await Promise.allSettled(specs.map(remove))
        throw error
      }
    },
    settle: (upTo) => replaceFile(join(data, 'settled'), `${upTo}\n`),
    remove,
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}

async function readSettled(data: string): Promise<number> {
  try {
    return Number(await readFile(join(data, 'settled'), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}
