import type { Chance } from './chance.ts'
import type { World } from './world.ts'

/** A kind of fault. */
export interface Kind {
  readonly name: string
  /** Why it cannot be tried on this machine. */
  readonly missing: () => string | undefined
  /** What a task that was hit may end as, beside its own end; none where nothing may be lost. */
  readonly losses: readonly RegExp[]
  /** Makes the fault and repairs it; resolves with the ids of the tasks that it hit, where tasks may be lost. */
  readonly strike: (world: World, chance: Chance) => Promise<ReadonlySet<string>>
}

export const nothing: () => undefined = () => undefined
export const none: ReadonlySet<string> = new Set()
