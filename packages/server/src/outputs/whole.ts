import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { beyondRecord, type Delivery, limits, type Store } from '@muster/core'
import type { Spool } from './spool.ts'

/** All that a task has printed, to be read as often as needed and never in one piece. */
export interface WholeOutput {
  readonly size: number
  readonly open: () => Promise<Readable>
}

/** The record's part comes from the record, what goes beyond it from the spool. */
export function wholeOutput(
  store: Pick<Store, 'readHead'>,
  spool: Spool,
  { taskId, size }: Pick<Delivery, 'taskId' | 'size'>,
): WholeOutput {
  const beyond = beyondRecord(size)
  const open = async () => {
    const head = await store.readHead(taskId)
    if (head.length !== Math.min(size, limits.outputBytes)) throw new Error('The record lacks a part of the output.')
    if (beyond === 0) return Readable.from([head], { objectMode: false })
    const rest = await spool.read(taskId, beyond)
    // A reader that goes before it has come to the file leaves it open: a bucket that refuses does so each time.
    return Readable.from(joined(head, rest), { objectMode: false }).once('close', () => rest.destroy())
  }
  return { size, open }
}

async function* joined(head: Uint8Array, rest: Readable): AsyncIterable<Uint8Array> {
  yield head
  yield* rest
}

export async function digestOf(whole: WholeOutput, algorithm: 'md5' | 'sha256'): Promise<Buffer> {
  const hash = createHash(algorithm)
  for await (const chunk of await whole.open()) hash.update(chunk)
  return hash.digest()
}
