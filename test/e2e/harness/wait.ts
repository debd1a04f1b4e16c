import { setTimeout as pause } from 'node:timers/promises'

/** Asks again until the answer is there; a condition that never comes fails with what was waited for. */
export async function eventually<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined | false> | Answer | undefined | false,
  seconds = 120,
): Promise<Answer> {
  const end = performance.now() + seconds * 1000
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (performance.now() > end) throw new Error(`waited ${seconds} s for ${what}`)
    await pause(50)
  }
}
