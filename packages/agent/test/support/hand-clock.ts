import type { Clock } from '../../src/clock.ts'

/** Long enough for all that is asked of memory alone. */
export const turns = async () => {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve()
}

/** A clock that moves when it is told to. */
export function handClock(start = 1000): Clock & { readonly pass: (ms: number) => Promise<void> } {
  let now = start
  let timers: { at: number; run: () => void }[] = []
  return {
    now: () => now,
    after: (ms, run) => {
      timers.push({ at: now + ms, run })
    },
    pass: async (ms) => {
      await turns()
      const end = now + ms
      for (;;) {
        const next = Math.min(...timers.map(({ at }) => at))
        if (next > end) break
        now = Math.max(now, next)
        const due = timers.filter(({ at }) => at <= now)
        timers = timers.filter(({ at }) => at > now)
        for (const { run } of due) run()
        await turns()
      }
      now = end
    },
  }
}
