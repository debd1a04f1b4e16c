import { constants } from 'node:fs'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { syncFolder, writeAll } from '../files/disk-writes.ts'

export interface SpoolPiece {
  readonly taskId: number
  /** Where it goes in what the spool holds of this task. */
  readonly at: number
  readonly data: Uint8Array
}

/** What tasks that deliver have printed beyond their records, one file for each. */
export interface Spool {
  /**
   * Resolves when it is on disk, and gives the tasks of which it is not: a full disk takes some and not others. The same
   * bytes may come again, after what was told of them was lost.
   */
  readonly write: (pieces: readonly SpoolPiece[]) => Promise<ReadonlySet<number>>
  /** The first bytes of a file; fails where it holds fewer. */
  readonly read: (taskId: number, length: number) => Promise<Readable>
  readonly remove: (taskId: number) => Promise<void>
  /** The tasks that have a file, some at a time. */
  readonly list: () => AsyncIterable<readonly number[]>
}

/** A folder of a million files is slow to list. */
const filesInFolder = 1_000

export function createSpool(folder: string): Spool {
  const pathOf = (taskId: number) => `${folder}/${Math.floor(taskId / filesInFolder)}/${taskId}`

  async function writeOne(taskId: number, pieces: readonly SpoolPiece[]) {
    const path = pathOf(taskId)
    await using file = await openForWriting(path)
    try {
      for (const { at, data } of pieces) await writeAll(file.handle, data, at)
      await file.handle.datasync()
      if (file.made) for (const made of [dirname(path), folder]) await syncFolder(made)
    } catch (error) {
      // One that stayed would pass for a file whose name is on disk.
      if (file.made) await rm(path, { force: true })
      throw error
    }
  }

  return {
    write: async (pieces) => {
      const byTask = [...Map.groupBy(pieces, ({ taskId }) => taskId)]
      const written = await Promise.allSettled(byTask.map(([taskId, own]) => writeOne(taskId, own)))
      return new Set(byTask.flatMap(([taskId], index) => (written[index]?.status === 'rejected' ? [taskId] : [])))
    },
    read: async (taskId, length) => {
      const file = await open(pathOf(taskId))
      const { size } = await file.stat()
      if (size >= length) return file.createReadStream({ start: 0, end: length - 1 })
      await file.close()
      throw new Error(`The file of the output is short: it has ${size} of ${length} bytes.`)
    },
    remove: (taskId) => rm(pathOf(taskId), { force: true }),
    list: async function* () {
      for (const part of await readdir(folder).catch(() => []))
        yield (await readdir(`${folder}/${part}`).catch(() => [])).map(Number)
    },
  }
}

async function openForWriting(path: string) {
  const made = !(await stat(path).catch(() => undefined))
  if (made) await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const handle = await open(path, constants.O_WRONLY | constants.O_CREAT, 0o600)
  return { handle, made, [Symbol.asyncDispose]: () => handle.close() }
}
