import { closeSync, fstatSync, openSync, writeSync } from 'node:fs'
import { frameBytes, headBytes, mostLogBytes } from './log-format.ts'
import { createLogMemory, keptMs } from './log-memory.ts'

/** Less room than this ahead of the log is made larger, so much at a time. */
const leastBytes = 1024 * 1024
const stepBytes = 2 * leastBytes
/** A write: Linux keeps a file in memory in pieces as large as its writes, and to change a page of one looks through it all. */
const writeBytes = 64 * 1024

export interface LogRoom {
  /** Called by the only writer between its groups, with the pages that the log holds and how many of them are in the database. */
  readonly look: (pages: number, checkpointed: number) => void
  readonly close: () => Promise<void>
}

/**
 * Writes zeros ahead of the log, which end it for whoever reads it, as the end of the file would. To sync a file that has
 * not grown is one write of the disk; one that has grown waits for the journal of the file system as well, in which lies
 * what every other program has done to its files: 0.3 ms in place of 0.4 to 1.8, and p90 0.4 in place of 2 to 9.
 */
export function createLogRoom(path: string): LogRoom {
  const fd = openSync(`${path}-wal`, 'r+')
  const memory = createLogMemory(fd, () => performance.now())
  const watch = setInterval(keep, keptMs)
  let size = fstatSync(fd).size
  let end = 0
  let isMoved = false
  let zeros: Buffer | undefined

  function keep(): void {
    memory.expect(end, size)
    // All of it is in the database: it begins anew, unless somebody still reads it.
    if (isMoved) memory.expect(0, size)
  }

  function extend(): void {
    zeros ??= Buffer.alloc(writeBytes)
    const from = size
    try {
      while (size < from + stepBytes) size += writeSync(fd, zeros, 0, writeBytes, size)
      memory.touched(from, size)
    } catch {
      // A full disk: the log grows as it can, and says so itself when it cannot.
      size = mostLogBytes
    }
  }

  return {
    look: (pages, checkpointed) => {
      const used = headBytes + pages * frameBytes
      memory.touched(used < end ? 0 : end, used)
      end = used
      isMoved = checkpointed === pages
      if (used > size) size = fstatSync(fd).size
      if (size - used < leastBytes && size < mostLogBytes) extend()
      keep()
    },
    close: async () => {
      clearInterval(watch)
      await memory.close()
      closeSync(fd)
    },
  }
}
