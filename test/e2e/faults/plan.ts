import { createChance } from './chance.ts'
import type { Kind } from './kind.ts'
import { planWork, type Work } from './work.ts'

/** A round as the seed has it. */
export interface Round {
  readonly number: number
  readonly kind: Kind
  /** When the fault comes, in milliseconds after the beginning. */
  readonly at: number
  /** Of what else is left to chance. */
  readonly seed: number
  readonly works: readonly Work[]
}

const hosts = 4
const works = 6

/** Every kind in turn, so that any number of rounds covers them alike. */
export function planRounds(seed: number, kinds: readonly Kind[], count: number): readonly Round[] {
  const chance = createChance(seed)
  const turns = Array.from({ length: Math.ceil(count / kinds.length) }, () => kinds).flat()
  return turns.slice(0, count).map((kind, number) => ({
    number,
    kind,
    at: 300 + chance.below(2200),
    seed: chance.below(2 ** 32),
    works: Array.from({ length: works }, (_, index) => {
      const work = planWork(chance, `r${number}w${index}`, hosts)
      // Some faults strike what runs, so that there must be something.
      return index === 0 ? { ...work, shape: 'held' } : work
    }),
  }))
}

export const fleetSize = hosts
