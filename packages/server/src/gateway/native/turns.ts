/** What one claim takes: large enough that its commit is shared by many, small enough that the next caller's turn is near. */
const sliceSize = 512
/** What one call gives to a slice while others wait. */
const share = 128

export interface Turns {
  readonly add: (instanceIds: readonly number[]) => void
  /** The instances of the next slice; none when nobody waits. */
  readonly take: () => readonly number[]
  readonly waiting: () => boolean
}

/**
 * Who wants tasks, call by call and in turns: a call for one host waits for one slice, not for the ten thousand hosts of
 * the call before it.
 */
export function createTurns(): Turns {
  let calls: (readonly number[])[] = []
  return {
    add: (instanceIds) => {
      if (instanceIds.length > 0) calls.push(instanceIds)
    },
    take: () => {
      const slice = new Set<number>()
      while (slice.size < sliceSize && calls.length > 0) {
        const turn = calls
        calls = []
        for (const call of turn) {
          const given = slice.size < sliceSize ? share : 0
          for (const id of call.slice(0, given)) slice.add(id)
          if (call.length > given) calls.push(call.slice(given))
        }
      }
      return [...slice]
    },
    waiting: () => calls.length > 0,
  }
}
