import { setTimeout as wait } from 'node:timers/promises'
import type { Deps } from '@muster/core'
import type { Logger } from 'pino'

const batch = 1000
/** Agents come back within 15 s of a restart: nothing is overdue before they could tell what became of it. */
const returnMs = 30_000

/** One pass over what hints and agents may have missed: overdue tasks end, and waiting ones are offered again. */
export async function sweep({ store, clock, nudge, announce }: Deps, startedAt: number): Promise<void> {
  while (clock.now() >= startedAt + returnMs) {
    const moves = await store.expireTasks({ at: clock.now(), limit: batch })
    announce(moves)
    if (moves.length < batch) break
  }
  if (clock.now() >= startedAt + returnMs) await store.expireFirings({ at: clock.now(), limit: batch })
  nudge.deliver([...(await store.oldestWaiting()).keys()])
}

/** Repeats a job until the signal; one that fails is logged and tried again the next time. */
export async function every(
  milliseconds: number,
  job: () => Promise<void>,
  { signal, log }: { readonly signal: AbortSignal; readonly log: Logger },
): Promise<void> {
  while (!signal.aborted) {
    await wait(milliseconds, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
    await job().catch((error: unknown) => log.error({ error: String(error) }, `${job.name || 'a job'} failed`))
  }
}
