import { appendFileSync, closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { incompleteTail } from '../report/utf8.ts'

/** The kept bytes of a task: `size` can be read and will not change, `dropped` is final once the task has ended. */
export interface Measure {
  readonly size: number
  readonly dropped: number
}

export interface RecordFiles {
  readonly folder: string
  readonly limit: number
}

/** The script has ended and this many bytes went beyond the limit; it still runs; or what else it wrote is not known. */
export type RecordState = { readonly dropped: number } | 'growing' | 'broken'

/*
 * The files of a record are small and lie in the page cache, where a call takes 10 µs: less than a trip through the
 * thread pool.
 */
const sizeOf = (folder: string, name: string): number =>
  statSync(`${folder}/${name}`, { throwIfNoEntry: false })?.size ?? 0

function readBytes(folder: string, name: string, offset: number, length: number): Buffer {
  const fd = openSync(`${folder}/${name}`, 'r')
  try {
    const buffer = Buffer.alloc(length)
    return buffer.subarray(0, readSync(fd, buffer, 0, length, offset))
  } finally {
    closeSync(fd)
  }
}

function tailOf(folder: string, name: string, size: number): number {
  const length = Math.min(size, 4)
  return length === 0 ? 0 : incompleteTail(readBytes(folder, name, size - length, length))
}

/**
 * A merged record is the file `output`. A character at its end that is not whole yet waits for its rest; one that was cut
 * at the limit is left out and counted as dropped.
 */
export function measureMerged({ folder, limit }: RecordFiles, state: RecordState): Measure {
  const size = sizeOf(folder, 'output')
  const unsure = typeof state === 'string'
  const cut = unsure || (size >= limit && state.dropped > 0) ? tailOf(folder, 'output', size) : 0
  return { size: size - cut, dropped: unsure ? 0 : state.dropped + cut }
}

export const readMerged = ({ folder }: RecordFiles, offset: number, length: number): Buffer =>
  readBytes(folder, 'output', offset, length)

interface Segment {
  readonly stream: 'output' | 'error'
  readonly from: number
  readonly length: number
}

function readOrder(folder: string): readonly Segment[] {
  const text = existsSync(join(folder, 'order')) ? readFileSync(join(folder, 'order'), 'utf8') : ''
  const used = { output: 0, error: 0 }
  return text
    .split('\n')
    .slice(0, -1)
    .map((line): Segment => {
      const [name, length] = line.split(' ')
      const stream = name === 'error' ? 'error' : 'output'
      const from = used[stream]
      used[stream] += Number(length)
      return { stream, from, length: Number(length) }
    })
}

const total = (segments: readonly Segment[]) => segments.reduce((sum, { length }) => sum + length, 0)

/**
 * A split record is made of the files `output` and `error`, each exact, in the order in which the agent saw them grow.
 * The file `order` keeps that order, so that a restarted agent counts the same bytes; it is written before any of them
 * is told. A character is never split between the streams.
 */
export function measureSplit({ folder, limit }: RecordFiles, state: RecordState): Measure {
  const segments = readOrder(folder)
  let size = total(segments)
  let left = 0
  let added = ''
  for (const stream of ['output', 'error'] as const) {
    const seen = sizeOf(folder, stream)
    const used = total(segments.filter((segment) => segment.stream === stream))
    const room = Math.min(seen - used, limit - size)
    const end = used + room
    const wholeStream = typeof state !== 'string' && state.dropped === 0 && end === seen
    const length = room - (wholeStream || room === 0 ? 0 : Math.min(room, tailOf(folder, stream, end)))
    if (length > 0) added += `${stream} ${length}\n`
    size += length
    left += seen - used - length
  }
  if (added !== '') appendFileSync(join(folder, 'order'), added, { mode: 0o600 })
  return { size, dropped: typeof state === 'string' ? 0 : state.dropped + left }
}

export function readSplit({ folder }: RecordFiles, offset: number, length: number): Buffer {
  const parts: Buffer[] = []
  let at = 0
  for (const segment of readOrder(folder)) {
    const from = Math.max(offset, at)
    const to = Math.min(offset + length, at + segment.length)
    if (from < to) parts.push(readBytes(folder, segment.stream, segment.from + from - at, to - from))
    at += segment.length
  }
  return Buffer.concat(parts)
}
