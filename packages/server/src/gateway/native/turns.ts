import { FairQueue } from './fair-queue.ts'

/** What one turn takes: large enough that its work is shared by many, small enough that the next caller's turn is near. */
const sliceSize = 256
/** What one call gives to a slice while others wait. */
const share = 128

/**
 * Work that waits, call by call and in turns: a call for one host waits for one slice, not for the ten thousand hosts of
 * the call before it. `work` must not throw. Gives the way to add items.
 */
export function createTurns<Item>(
  work: (slice: readonly Item[]) => Promise<void> | void,
): (items: readonly Item[]) => void {
  const calls = new FairQueue<readonly Item[], Item>(share, () => 1)
  let working = false

  async function run() {
    working = true
    while (calls.size > 0) {
      // A turn of the loop: calls that came together share a slice, and between slices others are heard.
      await new Promise((resolve) => setImmediate(resolve))
      await work(calls.take(sliceSize))
    }
    working = false
  }

  return (items) => {
    if (items.length === 0) return
    calls.put(items, items)
    if (!working) void run()
  }
}
