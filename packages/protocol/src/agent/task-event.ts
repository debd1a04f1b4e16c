import type { TaskKey } from './messages.ts'

export const refusalCodes = ['settled', 'busy', 'signature', 'expired', 'invalid', 'forbidden'] as const
export const outcomes = ['exited', 'timedOut', 'terminated', 'cancelled', 'startFailed', 'lost'] as const

/** One thing that happened to a task. `startedAt` and `at` are the host's clock, in milliseconds since the epoch. */
export type TaskEvent =
  /** Written and synced: from here on the task survives the agent. */
  | ({ readonly event: 'accepted' } & TaskKey)
  /**
   * Never started and never will be. `settled`: the agent has forgotten it as ended long ago; `forbidden`: by the limits
   * that the owner of the host has set.
   */
  | ({
      readonly event: 'refused'
      readonly code: (typeof refusalCodes)[number]
      readonly reason: string
    } & TaskKey)
  | ({ readonly event: 'started'; readonly at: number } & TaskKey)
  /** Bytes of the kept output from `offset`; those the server holds already are passed over. */
  | ({ readonly event: 'output'; readonly offset: number; readonly data: Uint8Array } & TaskKey)
  | ({ readonly event: 'finished' } & Ending & TaskKey)

export interface Ending {
  readonly at: number
  readonly startedAt: number | null
  readonly outcome: (typeof outcomes)[number]
  readonly exitCode: number | null
  /** Bytes of output kept, all of which go before this event, and bytes dropped beyond the limit. */
  readonly size: number
  readonly dropped: number
  readonly cause: string
}
