import { ApiRefusal, type Client, type Invocation, routes, type Started } from '@muster/protocol/api'
import { CliError, exitCodes } from '../errors.ts'
import { isConnectionError } from '../explain.ts'
import type { Counts } from './states.ts'

export interface FollowDeps {
  readonly client: Client
  /** From the call that has started it; without them, or once they break, the client asks for more. */
  readonly events?: Started['events']
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>
  readonly onProgress: (counts: Counts) => void
  /** The connection broke; the run goes on without us while the server is asked again. */
  readonly onAway: () => void
}

const firstWaitMs = 250
const longestWaitMs = 5_000

/** Watches until the invocation ends; undefined when the signal ended the watching first. */
export async function follow(deps: FollowDeps, id: string, signal: AbortSignal): Promise<Invocation | undefined> {
  let waitMs = firstWaitMs
  let stream = deps.events?.(signal)
  while (!signal.aborted) {
    try {
      for await (const event of stream ?? deps.client.watch(id, signal)) {
        waitMs = firstWaitMs
        if (event.event === 'progress') deps.onProgress(event.counts)
        if (event.event === 'end') return event.invocation
      }
    } catch (error) {
      if (signal.aborted) return undefined
      if (!isConnectionError(error) && !isForbidden(error)) throw error
    }
    stream = undefined
    const ended = await poll(deps, id, signal)
    if (ended) return ended
    await deps.wait(waitMs, signal)
    waitMs = Math.min(waitMs * 2, longestWaitMs)
  }
  return undefined
}

/** By a policy: whoever may not watch may still ask. */
const isForbidden = (error: unknown): error is ApiRefusal => error instanceof ApiRefusal && error.status === 403

async function poll(deps: FollowDeps, id: string, signal: AbortSignal): Promise<Invocation | undefined> {
  try {
    const invocation = await deps.client.call(routes.getInvocation, { path: { id }, signal })
    deps.onProgress(invocation.counts)
    return invocation.endedAt === null ? undefined : invocation
  } catch (error) {
    if (signal.aborted) return undefined
    if (isForbidden(error)) throw new CliError(`${id} cannot be watched. ${error.message}`, exitCodes.failed)
    if (!isConnectionError(error)) throw error
    deps.onAway()
    return undefined
  }
}
