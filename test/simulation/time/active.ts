import type { Chance } from '../chance.ts'
import type { Timeline } from './timeline.ts'

/** What stands in for the time and the chance of this thread: those of the simulation that runs now. */
export interface Active {
  readonly timeline: Timeline
  readonly chance: Chance
}

let active: Active | undefined

export function activate(next: Active | undefined): void {
  active = next
}

export function current(): Active {
  if (!active) throw new Error('Code under simulation ran while no simulation did.')
  return active
}
