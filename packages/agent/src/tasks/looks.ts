import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { type Progress, see } from '../report/progress.ts'
import type { Entries, Entry } from './entries.ts'
import type { Executor } from './ports.ts'
import { type Key, keyName } from './spec.ts'
import type { Timers } from './timers.ts'

/** Before what could not be looked at or read is tried again. */
const againMs = 2_000

interface Parts {
  readonly executor: Pick<Executor, 'look' | 'read'>
  readonly timers: Pick<Timers, 'look' | 'ended'>
  readonly entries: Entries
  readonly clock: Clock
  readonly log: Log
  /** There is something new to tell of a task. */
  readonly report: (name: string) => void
}

/** What becomes of the tasks on this host, as it is seen. */
export class Looks {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** One look at a time for each task; what changes meanwhile is looked at once more. */
  async look(name: string): Promise<void> {
    const { entries, executor, timers, log, clock } = this.#parts
    const entry = entries.get(name)
    if (!entry || entry.progress.seen.end) return
    if (entry.looking !== 'no') {
      entry.looking = 'again'
      return
    }
    do {
      entry.looking = 'yes'
      try {
        const seeing = entry.spec.life === 'standing' ? timers : executor
        this.#saw(name, entry, await seeing.look(entry.spec))
      } catch (error) {
        log.warn(`task ${name} cannot be looked at: ${error instanceof Error ? error.message : String(error)}`)
        clock.after(againMs, () => void this.look(name))
      }
    } while ((entry.looking as Entry['looking']) === 'again')
    entry.looking = 'no'
  }

  /** What cannot be read now is told later: the others' output must not wait for it. */
  async read(key: Key, offset: number, length: number): Promise<Uint8Array> {
    const { entries, executor, log, clock, report } = this.#parts
    const name = keyName(key)
    const entry = entries.get(name)
    if (!entry) return Buffer.alloc(0)
    try {
      return await executor.read(entry.spec, offset, length)
    } catch (error) {
      log.warn(`the output of ${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
      clock.after(againMs, () => report(name))
      return Buffer.alloc(0)
    }
  }

  #saw(name: string, entry: Entry, seen: Progress['seen']): void {
    if (entry.progress.seen.end) return
    const { entries, timers, log, report } = this.#parts
    entry.progress = see(entry.progress, seen)
    if (seen.end) {
      entries.ended(entry)
      timers.ended(entry.spec, seen.end)
      const { outcome, exitCode, cause } = seen.end
      log.info(`ended ${name}: ${outcome}${exitCode === null ? '' : ` ${exitCode}`}${cause ? `, ${cause}` : ''}`)
      report(name)
      return
    }
    if (!entry.held) report(name)
  }
}
