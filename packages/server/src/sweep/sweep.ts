import { setTimeout as wait } from 'node:timers/promises'
import type { Deps } from '@muster/core'
import type { Logger } from 'pino'
import type { Bus } from '../events/bus.ts'

const batch = 1000

/** One pass over what hints and agents may have missed: overdue tasks end, and waiting ones are offered again. */
export async function sweep({ store, clock, nudge }: Deps, bus: Bus): Promise<void> {
  for (;;) {
    const moves = await store.expireTasks({ at: clock.now(), limit: batch })
    bus.publishMoves(moves)
    if (moves.length < batch) break
  }
  nudge.deliver(await store.waitingInstances())
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
