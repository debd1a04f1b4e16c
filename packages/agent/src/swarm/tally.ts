/** What the agents of a swarm have started, so that a broken promise shows: nothing may start again. */
export interface Tally {
  readonly sequences: Set<number>
  again: number
}

export const createTally = (): Tally => ({ sequences: new Set(), again: 0 })

export function count(tally: Tally, sequence: number): void {
  if (tally.sequences.has(sequence)) tally.again += 1
  tally.sequences.add(sequence)
}
