import { read as readFile } from 'node:fs'

/** What is read at a time, and how much is kept ahead of the log's end: a call of 10,000 hosts is one group of 2.5 MB. */
const pieceBytes = 256 * 1024
const aheadPieces = 16

/** Linux drops from memory what nobody has touched for long: half a minute where it is told to, else when it needs room. */
export const keptMs = 10_000

const pieceOf = (position: number): number => Math.floor(position / pieceBytes)

export type Read = (
  fd: number,
  buffer: Buffer,
  offset: number,
  length: number,
  position: number,
  done: () => void,
) => void

export interface LogMemory {
  /** These bytes have just been written. */
  readonly touched: (from: number, to: number) => void
  /** The next writes come here: what is not in memory by now is read, aside of this thread. */
  readonly expect: (position: number, size: number) => void
  /** Resolves when no read is under way. */
  readonly close: () => Promise<void>
}

/**
 * Keeps in memory what of the log is written next. Its frames fit no pages, so that to write one Linux first reads the
 * pages that it has dropped, one by one, 0.2 ms each: behind a rest of 20 s a fan-out waited for 330 of them. `now` in
 * milliseconds.
 */
export function createLogMemory(fd: number, now: () => number, read: Read = readFile): LogMemory {
  const lastTouch: number[] = []
  const buffer = Buffer.alloc(pieceBytes)
  let wanted: number[] = []
  let reading: Promise<void> | undefined

  const readAll = async (): Promise<void> => {
    for (let piece = wanted.shift(); piece !== undefined; piece = wanted.shift()) {
      const position = piece * pieceBytes
      // What cannot be read is read by whoever writes there, as it would be without this.
      await new Promise<void>((resolve) => read(fd, buffer, 0, pieceBytes, position, () => resolve()))
    }
    reading = undefined
  }

  return {
    touched: (from, to) => {
      // Of a piece that is not full yet the rest may be long untouched.
      for (let piece = pieceOf(from); (piece + 1) * pieceBytes <= to; piece += 1) lastTouch[piece] = now()
    },
    expect: (position, size) => {
      const first = pieceOf(position)
      for (let piece = first; piece < first + aheadPieces && piece * pieceBytes < size; piece += 1) {
        if (now() - (lastTouch[piece] ?? Number.NEGATIVE_INFINITY) < keptMs) continue
        lastTouch[piece] = now()
        wanted.push(piece)
      }
      if (wanted.length > 0) reading ??= readAll()
    },
    close: async () => {
      wanted = []
      await reading
    },
  }
}
