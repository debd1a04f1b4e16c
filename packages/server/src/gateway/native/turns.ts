import { FairQueue } from './fair-queue.ts'

/** What one turn takes: large enough that its work is shared by many, small enough that the next caller's turn is near. */
const sliceSize = 256
/**
 * While somebody waits for few hosts: each way through the loop is as long as the turn that is under way, and a task goes
 * four. One task during a fan-out, in turns on a slow machine: p50 96, 92, 103 → 63, 82, 73 ms, p99 234, 178, 182 → 123,
 * 154, 148. A fan-out alone would take 2 to 10 % longer.
 */
const shortSlice = 64
const few = 16
/** Behind a call for few hosts: it has ended by then, or another one has followed. */
const shortMs = 200

/** How much a turn takes, by the hosts of the calls that came lately. */
export function createSliceSizes(now: () => number) {
  let shortUntil = 0
  return {
    called: (hosts: number): void => {
      if (hosts <= few) shortUntil = now() + shortMs
    },
    next: (): number => (now() < shortUntil ? shortSlice : sliceSize),
  }
}

/**
 * Work that waits, call by call and in turns: a call for one host waits for one slice, not for the ten thousand hosts of
 * the call before it. `work` must not throw. Gives the way to add items.
 */
export function createTurns<Item>(
  work: (slice: readonly Item[]) => Promise<void> | void,
  size: () => number = () => sliceSize,
): (items: readonly Item[]) => void {
  const calls = new FairQueue<readonly Item[], Item>(() => 1)
  let working = false

  async function run() {
    working = true
    while (calls.size > 0) {
      // A turn of the loop: calls that came together share a slice, and between slices others are heard.
      await new Promise((resolve) => setImmediate(resolve))
      const most = size()
      // While others wait one call has half of it.
      await work(calls.take(most, most / 2))
    }
    working = false
  }

  return (items) => {
    if (items.length === 0) return
    calls.put(items, items)
    if (!working) void run()
  }
}
