import { createWriteStream, mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'

/** What a terminal has shown, in the format asciicast v2, in a file that only the server's user may read. */
export interface Recording {
  /** Calls back when it is on its way to the disk; with a problem when it is not, or has come to its ceiling. */
  readonly output: (data: Uint8Array, written: (problem?: string) => void) => void
  readonly resize: (columns: number, rows: number) => void
  /** Gives how many bytes it holds. */
  readonly close: () => Promise<number>
}

interface Start {
  readonly title: string
  readonly columns: number
  readonly rows: number
  readonly now: () => number
  readonly largest: number
}

export interface Recordings {
  readonly open: (terminal: string, start: Start) => Recording
  readonly pathOf: (terminal: string) => string
  readonly remove: (terminal: string) => Promise<void>
}

export function createRecordings(folder: string): Recordings {
  const pathOf = (terminal: string) => join(folder, `${terminal}.cast`)
  return {
    open: (terminal, start) => openRecording(pathOf(terminal), makeFolder(folder), start),
    pathOf,
    remove: (terminal) => rm(pathOf(terminal), { force: true }),
  }
}

/** Gives why there is none. */
function makeFolder(folder: string): string | undefined {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return undefined
  } catch (error) {
    return `the recording cannot be written: ${(error as Error).message}`
  }
}

function openRecording(
  path: string,
  obstacle: string | undefined,
  { title, columns, rows, now, largest }: Start,
): Recording {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 })
  const startedAt = now()
  // A character may come in two pieces.
  const decoder = new StringDecoder('utf8')
  let size = 0
  let problem = obstacle
  file.on('error', (error) => {
    problem ??= `the recording cannot be written: ${error.message}`
  })
  const write = (line: unknown, written: () => void) => {
    const text = `${JSON.stringify(line)}\n`
    size += Buffer.byteLength(text)
    file.write(text, written)
  }
  const event = (kind: 'o' | 'r', data: string, written = () => {}) =>
    write([Math.max(0, now() - startedAt) / 1000, kind, data], written)
  write({ version: 2, width: columns, height: rows, timestamp: Math.floor(startedAt / 1000), title }, () => {})
  return {
    output: (data, written) => {
      if (problem === undefined && size >= largest) problem = 'the recording is as large as it may be'
      if (problem !== undefined) return written(problem)
      event('o', decoder.write(Buffer.from(data)), () => written(problem))
    },
    resize: (width, height) => event('r', `${width}x${height}`),
    close: () => new Promise((resolve) => file.end(() => resolve(size)).on('error', () => resolve(size))),
  }
}
