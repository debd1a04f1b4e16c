import { once } from 'node:events'
import type { Unit } from '../../engine.ts'
import type { WriteName } from '../../operations/writes.ts'
import { type PackedUnit, packUnit, unpackValue } from './packed-units.ts'
import { startThread } from './thread.ts'
import { type FromWriter, fromWireError, type ToWriter } from './wire.ts'

interface Waiter {
  readonly operation: WriteName
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

export interface Writer {
  readonly write: (unit: Unit) => Promise<unknown>
  readonly close: () => Promise<void>
}

/** Starts the writer thread; resolves when its database is open and up to date. `stored` is told of each group first. */
export async function startWriter(path: string, stored: () => void): Promise<Writer> {
  const worker = startThread(new URL('./worker.ts', import.meta.url), path)
  const post = (message: ToWriter) => worker.postMessage(message)
  const [first]: FromWriter[] = await once(worker, 'message')
  if (typeof first === 'object' && 'refused' in first) throw fromWireError(first.refused)

  let unsent: PackedUnit[] = []
  let ended: Error | undefined
  const waiters: Waiter[] = []

  // All calls of one turn of the loop, of however many requests, travel in one message.
  const flush = () => {
    if (unsent.length > 0) post({ units: unsent })
    unsent = []
  }
  worker.on('message', (message: FromWriter) => {
    if (typeof message !== 'object' || !('values' in message)) return
    stored()
    const { values, errors } = message
    for (const [index, { operation, resolve, reject }] of waiters.splice(0, values.length).entries()) {
      const error = errors.get(index)
      if (error) reject(fromWireError(error))
      else resolve(unpackValue(operation, values[index]))
    }
  })
  const end = (reason: Error) => {
    ended ??= reason
    for (const waiter of waiters.splice(0)) waiter.reject(ended)
  }
  // A server that can store nothing must not look alive: whoever watches it starts another.
  const die = (reason: Error) => {
    const asked = ended !== undefined
    end(reason)
    if (asked) return
    setImmediate(() => {
      throw reason
    })
  }
  worker.on('error', die)
  worker.on('exit', () => die(new Error('The thread that writes the record has stopped.')))

  return {
    write: (unit) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended)
        const packed = packUnit(unit)
        waiters.push({ operation: unit.operation, resolve, reject })
        if (unsent.push(packed) === 1) setImmediate(flush)
      }),
    close: async () => {
      if (ended) return
      const exited = once(worker, 'exit')
      flush()
      post('close')
      ended = new Error('The store is closed.')
      await exited
    },
  }
}
