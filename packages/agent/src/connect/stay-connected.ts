import { setTimeout as sleep } from 'node:timers/promises'
import { backoff } from './backoff.ts'
import { runSession, type SessionParts } from './session.ts'

/** Connects again and again until told to stop; throws a Failure when that is no use. */
export async function stayConnected(parts: SessionParts, chance: () => number, signal: AbortSignal): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    const { reached, pace, reason } = await runSession(parts, signal)
    if (signal.aborted) return
    failures = reached === 'ready' ? 0 : failures + 1
    const wait = backoff(failures, pace, chance())
    parts.log.warn(`disconnected: ${reason}; trying again in ${(wait / 1000).toFixed(1)} s`)
    await sleep(wait, undefined, { signal }).catch(() => {})
  }
}
