import { heavyRequests } from './heavy.ts'
import { openWorld } from './world.ts'

/** Of so many tries the best counts: what else the machine does is not the server's fault. */
const tries = 5
const shown = 20

/** The longest time for which the loop of events stood still while something ran, in milliseconds. */
async function longestPause(run: () => Promise<unknown>): Promise<number> {
  let longest = 0
  let last = performance.now()
  const over = new AbortController()
  const look = () => {
    const at = performance.now()
    longest = Math.max(longest, at - last)
    last = at
    if (!over.signal.aborted) setImmediate(look)
  }
  setImmediate(look)
  await run()
  over.abort()
  look()
  return longest
}

/** Prints the requests that hold the loop of events longest. */
export async function reportPauses(): Promise<void> {
  const pauses: { name: string; ms: number }[] = []
  for (const { name, prepare } of heavyRequests(await openWorld())) {
    let ms = Number.POSITIVE_INFINITY
    for (let i = 0; i < tries; i++) ms = Math.min(ms, await longestPause(prepare()))
    pauses.push({ name, ms })
  }
  pauses.sort((a, b) => b.ms - a.ms)
  process.stdout.write(`${pauses.length} requests, the longest pauses in milliseconds:\n`)
  for (const { name, ms } of pauses.slice(0, shown)) process.stdout.write(`${ms.toFixed(1).padStart(8)}  ${name}\n`)
}
