import { statfs } from 'node:fs/promises'
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
  readonly freeBytes: () => number
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

interface Parts {
  /** Of the disks that are watched: the database's and that of the outputs. */
  readonly folders: readonly string[]
  readonly reserveBytes: number
  readonly log: Logger
  readonly freeBytesOf: (folder: string) => Promise<number>
}

/** Below the reserve nothing new begins, so that what runs finds room for its outputs and results. */
export function watchDisks({ folders, reserveBytes, log, freeBytesOf }: Parts): DiskWatch {
  let free = Number.POSITIVE_INFINITY
  const full = () => free < reserveBytes
  const inMebibytes = () => `${Math.floor(free / mebibyte)} of ${reserveBytes / mebibyte} MiB`

  return {
    look: async () => {
      const before = full()
      free = Math.min(...(await Promise.all(folders.map(freeBytesOf))))
      if (full() === before) return
      if (before) log.info({ free }, 'the disk has room again: new work is taken')
      else
        log.error({ free, reserve: reserveBytes }, 'the disk is nearly full: new work is refused until there is room')
    },
    room: () =>
      full()
        ? new MusterError(
            'StorageFull',
            `The disk of the server is nearly full (${inMebibytes()} that are kept for what runs). Nothing was done: make room, then try again.`,
          )
        : undefined,
    freeBytes: () => free,
  }
}
