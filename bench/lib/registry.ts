import { fanout } from '../benches/fanout.ts'
import type { Bench } from './types.ts'

interface Entry {
  readonly bench: Bench
  /** After so long the bench is ended, and what it has not measured is not met. */
  readonly minutes: number
}

export const benches: Readonly<Record<string, Entry>> = {
  fanout: { bench: fanout, minutes: 8 },
}
