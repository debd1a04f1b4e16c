import { firstAttempt } from '@muster/protocol/agent'
import { begin, type Progress } from '../report/progress.ts'
import { type Key, keyName, type Spec } from './spec.ts'

export interface Entry {
  readonly spec: Spec
  progress: Progress
  looking: 'no' | 'yes' | 'again'
  /** Just taken: what is seen of it waits to be told together. */
  held: boolean
}

/** The tasks that an agent has in hand, by their names. */
export class Entries {
  readonly #entries = new Map<string, Entry>()
  /** Scripts that have not ended; what stands waits, and does not count. */
  running = 0

  add(spec: Spec): Entry {
    const entry: Entry = { spec, progress: begin(spec), looking: 'no', held: false }
    this.#entries.set(keyName(spec), entry)
    if (spec.life === 'once') this.running += 1
    return entry
  }

  /** It was seen to end. */
  ended({ spec }: Entry): void {
    if (spec.life === 'once') this.running -= 1
  }

  get = (name: string): Entry | undefined => this.#entries.get(name)

  get size(): number {
    return this.#entries.size
  }

  remove(key: Key): void {
    this.#entries.delete(keyName(key))
  }

  all(): readonly Entry[] {
    return [...this.#entries.values()]
  }

  /** The last firing of a standing task that is not put away. */
  lastFiring({ sequence }: Key): Entry | undefined {
    const firings = this.all().filter(({ spec }) => spec.sequence === sequence && spec.attempt > firstAttempt)
    return firings.reduce<Entry | undefined>(
      (last, each) => (last && last.spec.attempt > each.spec.attempt ? last : each),
      undefined,
    )
  }
}
