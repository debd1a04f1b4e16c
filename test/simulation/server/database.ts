import { MusterError } from '@muster/core'
import type { Engine, Unit } from '../../../packages/store/src/engine.ts'
import type { Connection } from '../../../packages/store/src/engines/sqlite/connection.ts'
import { runGroup } from '../../../packages/store/src/engines/sqlite/group.ts'
import { openDatabase } from '../../../packages/store/src/engines/sqlite/open.ts'
import { createReader, type Reader } from '../../../packages/store/src/engines/sqlite/reader.ts'
import type { Chance } from '../chance.ts'
import { type Faults, InjectedFault, slowestMs } from '../ports/faults.ts'
import type { Process, Timeline } from '../time/timeline.ts'

interface Waiting {
  readonly unit: Unit
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

interface Parts {
  readonly timeline: Timeline
  readonly chance: Chance
  readonly faults: Faults
  /** After a group is on disk, before anyone hears of it. */
  readonly committed: (connection: Connection, units: readonly Unit[]) => void
}

/** The record on its disk, which outlives the server. */
export class Database {
  readonly connection: Connection = openDatabase(':memory:')
  readonly #parts: Parts
  #reader: Reader | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The engine of one life of the server: its units go to the disk in groups, and a crash drops those that wait. */
  open(process: Process): Engine {
    this.settle()
    const { timeline, chance, faults, committed } = this.#parts
    const reader = createReader(this.connection)
    this.#reader = reader
    let waiting: Waiting[] = []
    let busy = false

    const next = () => {
      busy = waiting.length > 0
      if (!busy) return
      const fate = faults.take('server', 'engine', 'write')
      const slow = fate === 'slow' ? chance.skewed(200, slowestMs) : chance.skewed(0.2, 4)
      timeline.after(slow, process, () => store(fate === 'fail'))
    }
    const store = (isFull: boolean) => {
      const group = waiting
      waiting = []
      reader.renew()
      const units = group.map(({ unit }) => unit)
      const replies = isFull ? units.map(() => ({ error: full() })) : runGroup(this.connection, units)
      if (!isFull) committed(this.connection, units)
      timeline.after(chance.skewed(0.01, 0.5), process, () => {
        for (const [index, reply] of replies.entries()) {
          if ('value' in reply) group[index]?.resolve(reply.value)
          else group[index]?.reject(reply.error)
        }
        next()
      })
    }
    return {
      write: (unit) =>
        new Promise((resolve, reject) => {
          waiting.push({ unit, resolve, reject })
          if (busy) return
          busy = true
          timeline.after(0.01, process, next)
        }),
      read: (operation) => {
        if (faults.take('server', 'engine', 'read')) throw new InjectedFault('engine.read failed')
        return reader.read(operation)
      },
      close: async () => {},
    }
  }

  /** For whoever reads the record from outside: no transaction of a server is open. */
  settle(): void {
    if (this.connection.inTransaction()) this.#reader?.renew()
  }

  close(): void {
    this.settle()
    this.connection.close()
  }
}

const full = () => new MusterError('StorageFull', 'The simulated disk of the database is full.')
