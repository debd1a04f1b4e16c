/** What the agents of a swarm have started, so that a broken promise shows: nothing may start again. */
export interface Tally {
  readonly sequences: Set<number>
  again: number
}

export const createTally = (): Tally => ({ sequences: new Set(), again: 0 })

/** One look-up: among so many sequences each is a miss of the processor's caches. */
export function count(tally: Tally, sequence: number): void {
  const before = tally.sequences.size
  tally.sequences.add(sequence)
  if (tally.sequences.size === before) tally.again += 1
}
