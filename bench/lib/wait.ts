import { setTimeout as pause } from 'node:timers/promises'

/** Asks again and again until there is an answer. */
export async function until<Value>(
  what: string,
  seconds: number,
  ask: () => Promise<Value | undefined> | Value | undefined,
  everyMs = 50,
): Promise<Value> {
  const end = performance.now() + seconds * 1000
  for (;;) {
    const value = await ask()
    if (value !== undefined) return value
    if (performance.now() > end) throw new Error(`${what} did not come within ${seconds} s`)
    await pause(everyMs)
  }
}
