import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Journal } from './ports.ts'

/** What is settled is written and removed once for all that came in it, and after the burst: 2 ms of CPU on a host. */
const settleMs = 1_000

interface Parts {
  readonly journal: Pick<Journal, 'settle'>
  readonly clock: Clock
  readonly log: Log
  /** What lies below it may be put away. */
  readonly raised: () => Promise<void>
}

/** The sequence up to which every task has ended on the server: what comes from below is refused. */
export class Watermark {
  readonly #parts: Parts
  #at = 0
  /** Told by the server, and to become the watermark. */
  #told = 0

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get at(): number {
    return this.#at
  }

  /** As the journal has it. */
  open(at: number): void {
    this.#at = at
    this.#told = at
  }

  raise(upTo: number): void {
    if (upTo <= this.#told) return
    const waits = this.#told > this.#at
    this.#told = upTo
    if (!waits) this.#parts.clock.after(settleMs, () => void this.#settle())
  }

  async #settle(): Promise<void> {
    const { journal, clock, log, raised } = this.#parts
    try {
      const upTo = this.#told
      await journal.settle(upTo)
      this.#at = upTo
      await raised()
    } catch (error) {
      log.warn(`what has ended cannot be put away now: ${error instanceof Error ? error.message : String(error)}`)
    }
    if (this.#told > this.#at) clock.after(settleMs, () => void this.#settle())
  }
}
