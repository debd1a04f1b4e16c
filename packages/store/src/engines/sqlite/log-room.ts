import { closeSync, fstatSync, openSync, writeSync } from 'node:fs'

/** Of SQLite's format of the log: a head, and before each page of 4 KiB what it is. */
const headBytes = 32
const frameBytes = 24 + 4096

/** Less room than this ahead of the log is made larger, so much at a time. */
const leastBytes = 1024 * 1024
const stepBytes = 2 * leastBytes
/** A write: Linux keeps a file in memory in pieces as large as its writes, and to change a page of one looks through it all. */
const writeBytes = 64 * 1024

/** Beyond this the log is cut when it starts anew: the writer's `journal_size_limit`. */
const mostBytes = 64 * 1024 * 1024

export interface LogRoom {
  /** Called by the only writer between its groups, with the pages that the log holds. */
  readonly look: (pages: number) => void
  readonly close: () => void
}

/**
 * Writes zeros ahead of the log, which end it for whoever reads it, as the end of the file would. To sync a file that has
 * not grown is one write of the disk; one that has grown waits for the journal of the file system as well, in which lies
 * what every other program has done to its files: 0.3 ms in place of 0.4 to 1.8, and p90 0.4 in place of 2 to 9.
 */
export function createLogRoom(path: string): LogRoom {
  const fd = openSync(`${path}-wal`, 'r+')
  let size = fstatSync(fd).size
  let zeros: Buffer | undefined

  function extend(): void {
    zeros ??= Buffer.alloc(writeBytes)
    try {
      for (const end = size + stepBytes; size < end; ) size += writeSync(fd, zeros, 0, writeBytes, size)
    } catch {
      // A full disk: the log grows as it can, and says so itself when it cannot.
      size = mostBytes
    }
  }

  return {
    look: (pages) => {
      const used = headBytes + pages * frameBytes
      if (used > size) size = fstatSync(fd).size
      if (size - used < leastBytes && size < mostBytes) extend()
    },
    close: () => closeSync(fd),
  }
}
