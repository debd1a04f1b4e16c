import type { ScheduleRule } from '../calendar/rule.ts'
import type { Tags } from '../instances/instance.ts'
import type { Profile } from '../invocations/invocation.ts'

/** What a fire does while the run before it is still going. */
export type Overlap = 'skip' | 'start'

/** A stored command that runs by itself on the same instances. Times are milliseconds since the epoch. */
export interface Schedule {
  readonly id: number
  readonly accountId: number
  /** Whoever made or changed it last, with whose rights it runs; undefined: it is older than this column. */
  readonly ownerId: number | undefined
  readonly name: string
  readonly rule: ScheduleRule
  readonly overlap: Overlap
  readonly commandId: number
  readonly instanceIds: readonly number[]
  /** Empty: the command's own. */
  readonly userName: string
  readonly profile: Profile
  /** Values of the placeholders with secrets masked, and the true values of the secrets, sealed. */
  readonly parameters: Readonly<Record<string, string>> | undefined
  readonly sealedSecrets: Uint8Array | undefined
  readonly tags: Tags
  readonly enabled: boolean
  /** The first fire time on which nothing is decided yet; while disabled it stays, and tells later what was left out. */
  readonly nextAt: number | undefined
  readonly lastInvocationId: number | undefined
  /** Grows with every change, so that no fire is planned from what has been changed meanwhile. */
  readonly revision: number
  readonly createdAt: number
  readonly updatedAt: number
}

/**
 * What became of a fire time:
 *
 *   ran      started in its minute                late      started after it, within the grace
 *   missed   found too late                       skipped   the run before was still going
 *   refused  could not be started                 disabled  the schedule was disabled then
 */
export const decisions = ['ran', 'late', 'missed', 'skipped', 'refused', 'disabled'] as const
export type Decision = (typeof decisions)[number]

/** The record of one fire time, or of all from `dueAt` until before `until`. */
export interface Fire {
  readonly id: number
  readonly accountId: number
  readonly scheduleId: number
  readonly dueAt: number
  readonly until: number | undefined
  readonly decision: Decision
  readonly reason: string
  readonly invocationId: number | undefined
  readonly decidedAt: number
}

export type NewFire = Pick<Fire, 'dueAt' | 'until' | 'decision' | 'reason'>
