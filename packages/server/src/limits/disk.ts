import { stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { MusterError } from '@muster/core'
import type { Room } from '@muster/store'
import type { Logger } from 'pino'

const mebibyte = 1_048_576

export interface DiskWatch {
  /** Looks how much is free. */
  readonly look: () => Promise<void>
  /** Whether there was room for new work at the last look. */
  readonly room: Room
}

/** A folder that is made when it is needed lies on the disk of the one above. */
export async function freeBytesOf(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(folder) === folder) throw error
    return freeBytesOf(dirname(folder))
  }
}

/** Which file it is, whatever its name; undefined: there is none. */
export async function fileAt(path: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(path)
    return `${dev}:${ino}`
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return undefined
  }
}

interface Parts {
  /** Of the disks that are watched: the database's and that of the outputs. */
  readonly folders: readonly string[]
  readonly reserveBytes: number
  readonly log: Logger
  readonly freeBytesOf: (folder: string) => Promise<number>
  /** Which file is the record now. */
  readonly recordFile: () => Promise<string | undefined>
}

const recordGone =
  'The database was moved, removed or replaced under the server. Nothing was done: put the file back, or start the server again.'

/**
 * Below the reserve nothing new begins, so that what runs finds room for its outputs and results. Nor does it in a record
 * that nobody could open after the server: a file that was removed takes what is written, and goes with its last reader.
 */
export function watchDisks({ folders, reserveBytes, log, freeBytesOf, recordFile }: Parts): DiskWatch {
  let free = Number.POSITIVE_INFINITY
  let opened: string | undefined
  let isGone = false
  const full = () => free < reserveBytes
  const inMebibytes = () => `${Math.floor(free / mebibyte)} of ${reserveBytes / mebibyte} MiB`

  async function lookForRecord(): Promise<void> {
    const before = isGone
    const now = await recordFile()
    opened ??= now
    isGone = now !== opened
    if (isGone && !before)
      log.error('the database was moved, removed or replaced: new work is refused until it is back')
    if (before && !isGone) log.info('the database is back: new work is taken')
  }

  return {
    look: async () => {
      await lookForRecord()
      const before = full()
      free = Math.min(...(await Promise.all(folders.map(freeBytesOf))))
      if (full() === before) return
      if (before) log.info({ free }, 'the disk has room again: new work is taken')
      else
        log.error({ free, reserve: reserveBytes }, 'the disk is nearly full: new work is refused until there is room')
    },
    room: () => {
      if (isGone) return new MusterError('StorageFull', recordGone)
      if (!full()) return undefined
      return new MusterError(
        'StorageFull',
        `The disk of the server is nearly full (${inMebibytes()} that are kept for what runs). Nothing was done: make room, then try again.`,
      )
    },
  }
}
