import type { Clock, Deps } from '@muster/core'

/** Two readings are never taken in one instant, and a slewed clock goes wrong by half a millisecond in a second. */
const toleranceMs = 2_000

/**
 * The clock of the day may be stepped, by hours when a host finds its time server at last. Deadlines of what was sent are
 * spans of time, so that they move with it: a running script is not overdue by that. `steady` is a clock that nobody
 * steps. Called before each sweep; gives all steps since the start.
 */
export function followClock(deps: () => Deps, steady: Clock): () => Promise<number> {
  let lookedAt = steady.now()
  let offset = deps().clock.now() - lookedAt
  let total = 0
  return async () => {
    const { clock, store } = deps()
    const now = steady.now()
    const step = clock.now() - now - offset
    if (Math.abs(step) >= toleranceMs) {
      const at = now + offset + step
      await store.moveDeadlines({ by: step, since: at - (now - lookedAt), at })
      offset += step
      total += step
    }
    lookedAt = now
    return total
  }
}
