import { setTimeout as wait } from 'node:timers/promises'
import { type Deps, fireDue } from '@muster/core'
import type { Logger } from 'pino'

/**
 * Of how many schedules one pass decides. Their writes share transactions of the writer; ten thousand at once would keep
 * everyone else waiting for it.
 */
const batch = 500
/** How long it sleeps at most: a clock that was set, and what another server has stored, is seen this soon. */
const lookMs = 1_000
/** Before what failed is tried again. */
const retryMs = 1_000

export interface SchedulerOptions {
  readonly graceMs: number
  readonly signal: AbortSignal
  readonly log: Logger
}

/** Starts what is due, then sleeps until the next fire time. It keeps nothing in memory: the record holds all of it. */
export async function runScheduler(deps: Deps, { graceMs, signal, log }: SchedulerOptions): Promise<void> {
  while (!signal.aborted) {
    const sleep = await pass(deps, graceMs).catch((error: unknown) => {
      log.error({ error: String(error) }, 'the scheduler failed')
      return retryMs
    })
    await wait(sleep, undefined, { signal }).catch(() => undefined)
  }
}

/** Decides on everything that is due, and says how many milliseconds there are to sleep. */
async function pass(deps: Deps, graceMs: number): Promise<number> {
  if ((await fireDue(deps, graceMs, batch)) === batch) return 0
  const nextAt = await deps.store.nextFireTime()
  return nextAt === undefined ? lookMs : Math.min(lookMs, Math.max(0, nextAt - deps.clock.now()))
}
