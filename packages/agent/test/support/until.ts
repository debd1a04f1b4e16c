import { setTimeout as pause } from 'node:timers/promises'

/** Waits for a condition to give something; fails with what was waited for when it never does. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  limitMs = 90_000,
): Promise<T> {
  const end = performance.now() + limitMs
  while (performance.now() < end) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    await pause(10)
  }
  throw new Error(`waited ${limitMs} ms in vain for ${what}`)
}
