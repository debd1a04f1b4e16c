import { fsync, openSync, renameSync, rmSync, statfsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { replaceFile } from '../identity/files.ts'
import type { Log } from '../log.ts'
import { nextTurn } from '../turn.ts'
import type { Drafts, Journal, Standing } from './ports.ts'
import { type Key, keyName, lostSpec, Spec, standingSpec } from './spec.ts'
import { readStanding, writeStanding } from './standing-file.ts'

const syncFile = promisify(fsync)

/** Kept for the outputs of what runs: with less free, an agent takes nothing new. */
const reserveBytes = 64 * 1024 * 1024

function refuseWhenFull(folder: string): void {
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  if (free < reserveBytes)
    throw new Error(
      `the disk of the agent is nearly full (${Math.floor(free / 1_048_576)} MiB free): make room in ${folder}`,
    )
}

// `join` looks at each character: 10 µs where nothing is compiled, and a start has a dozen paths.
export const tasksFolder = (data: string): string => `${data}/tasks`
export const taskFolder = (data: string, key: Key): string => `${data}/tasks/${keyName(key)}`

/**
 * A folder per task under `<data>/tasks`. It appears by a rename, whole or not at all: a folder that is there was
 * accepted. What must outlast a power cut is only its name: after one the task is lost, whatever lies in the folder, so
 * one sync of the folder of folders makes any number of tasks durable. `<data>/settled` holds the watermark.
 */
export function diskJournal(data: string, log: Log, drafts: Drafts): Journal {
  const tasks = tasksFolder(data)
  /** Kept open: to open it takes as long as many a sync. */
  let folder: number | undefined

  /** Writes all of a task down where it is none yet, and makes it one. */
  const write = async (spec: Spec): Promise<void> => {
    const draft = drafts.take(spec)
    try {
      draft.fill()
      await nextTurn()
      draft.write(JSON.stringify(spec))
      renameSync(draft.folder, taskFolder(data, spec))
    } catch (error) {
      draft.drop()
      throw error
    }
  }

  /** Gives the path at which it is no task any more. */
  const setAside = (key: Key): string => {
    const old = join(tasks, `old.${keyName(key)}`)
    try {
      renameSync(taskFolder(data, key), old)
    } catch (error) {
      // One that is gone already is as good as removed.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
    return old
  }

  const remove = (key: Key) => rmSync(setAside(key), { recursive: true, force: true })

  // By a number and a callback: a FileHandle's promise costs three times as much before the disk has it.
  const sync = () => {
    folder ??= openSync(tasks, 'r')
    return syncFile(folder)
  }

  const read = async (name: string): Promise<Spec> => {
    const folder = join(tasks, name)
    try {
      return Spec.parse(JSON.parse(await readFile(join(folder, 'spec.json'), 'utf8')))
    } catch {
      // A power cut spares what was synced: of a task that stays that is all of it.
      const stood = await readStanding(folder)
      if (stood) return standingSpec(stood.plan, stood.plan.task, stood.boot)
      log.warn(`the task folder ${name} cannot be read, so the task is lost`)
      const [sequence, attempt] = name.split('-').map(Number)
      return lostSpec({ sequence: sequence ?? 0, attempt: attempt ?? 0 })
    }
  }

  return {
    load: async () => {
      await mkdir(tasks, { recursive: true, mode: 0o700 })
      // An agent that was killed may have left names that it had not synced; what is found here is run.
      await sync()
      const names = await readdir(tasks)
      const drafts = names.filter((name) => /^(new|old)\./.test(name))
      await Promise.all(drafts.map((name) => rm(join(tasks, name), { recursive: true, force: true })))
      const specs: Spec[] = []
      const standing = new Map<string, Standing>()
      for (const name of names.filter((each) => /^\d+-\d+$/.test(each))) {
        const spec = await read(name)
        const stood = spec.life === 'standing' ? await readStanding(join(tasks, name)) : undefined
        if (stood) standing.set(name, stood)
        // It was never accepted: the server sends it again.
        if (spec.life === 'standing' && !stood) remove(spec)
        else specs.push(spec)
      }
      return { settled: await readSettled(data), specs: specs.sort((a, b) => a.sequence - b.sequence), standing }
    },
    create: async (specs) => {
      if (specs.length === 0) return
      try {
        refuseWhenFull(tasks)
        await nextTurn()
        for (const spec of specs) {
          await write(spec)
          await nextTurn()
        }
        await sync()
      } catch (error) {
        // Refused as a whole: none of them may be found, and started, by the next agent.
        for (const spec of specs) remove(spec)
        throw error
      }
    },
    keep: (standing) => writeStanding(taskFolder(data, standing.plan), standing),
    settle: (upTo) => replaceFile(join(data, 'settled'), `${upTo}\n`),
    // Aside of the event loop: where many have ended, each would stop it for 0.3 to 2 ms.
    remove: (key) => rm(setAside(key), { recursive: true, force: true }),
  }
}

async function readSettled(data: string): Promise<number> {
  try {
    return Number(await readFile(join(data, 'settled'), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}
