import { closeSync, constants, openSync, readSync, unlinkSync } from 'node:fs'
import { Socket } from 'node:net'
import type { Filter } from './filter.ts'

/** The largest pipe a user can have. */
const pipeLimit = 1_048_576

export interface MaskedStream {
  /** Whether a script's process has opened it. */
  readonly begun: () => boolean
  /** Ends it with what lies in the pipe now, though others still hold it: the script has ended. */
  readonly drain: () => void
  readonly abandon: () => void
}

/**
 * Passes on what comes through one FIFO, masked, to the FIFO of a collector. Without a writer a FIFO has ended, so that
 * one end is held until the script's shell has opened its own: it says so with one byte, which is not passed on.
 */
export function maskStream(from: string, to: string, filter: Filter, closed: () => void): MaskedStream {
  const { into, fd, writer } = openEnds(from, to)
  let held: number | undefined = writer
  const source = new Socket({ fd, readable: true, writable: false })
  const target = new Socket({ fd: into, readable: false, writable: true })

  const letGo = () => {
    if (held !== undefined) closeSync(held)
    held = undefined
  }
  const pass = (chunk: Buffer): boolean => {
    const first = held === undefined ? 0 : 1
    letGo()
    const told = filter.push(chunk.subarray(first))
    return told.length === 0 || target.write(told)
  }
  const finish = () => {
    if (!target.writableEnded) target.end(filter.end())
  }

  source.on('data', (chunk: Buffer) => {
    if (!pass(chunk)) source.pause()
  })
  target.on('drain', () => source.resume())
  source.on('end', finish)
  source.on('error', finish)
  // The collector was killed: the script is not to write into nothing.
  target.on('error', () => source.destroy())
  // The executor sees by it that all was told. The collector's end comes after.
  target.on('finish', () => unlinkSync(from))
  target.on('close', () => {
    letGo()
    source.destroy()
    closed()
  })

  return {
    begun: () => held === undefined,
    drain: () => {
      if (target.writableEnded) return
      source.pause()
      for (let rest = source.read() as Buffer | null; rest; rest = source.read() as Buffer | null) pass(rest)
      for (const rest of readPresent(fd)) pass(rest)
      finish()
    },
    abandon: () => target.destroy(),
  }
}

/** Fails when the collector has left, as it does with an agent that was killed. */
function openEnds(from: string, to: string) {
  const into = openSync(to, constants.O_WRONLY | constants.O_NONBLOCK)
  try {
    const fd = openSync(from, constants.O_RDONLY | constants.O_NONBLOCK)
    return { into, fd, writer: openSync(from, constants.O_RDWR) }
  } catch (error) {
    closeSync(into)
    throw error
  }
}

/** What lies in a pipe at this moment. A process that never stops writing has passed that after as much as a pipe can hold. */
function* readPresent(fd: number): Generator<Buffer> {
  const chunk = Buffer.alloc(65_536)
  let left = pipeLimit
  while (left > 0) {
    let length = 0
    try {
      length = readSync(fd, chunk)
    } catch {
      // Empty, and others hold it.
    }
    if (length === 0) return
    left -= length
    yield Buffer.from(chunk.subarray(0, length))
  }
}
