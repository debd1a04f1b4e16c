import type { FireFilter, Listing, Page, ScheduleFilter } from '../filters.ts'
import type { Fire, NewFire, Schedule } from '../schedules/schedule.ts'
import type { NewInvocation } from './invocations.ts'

export type NewSchedule = Omit<Schedule, 'id' | 'lastInvocationId' | 'revision' | 'updatedAt'>

/** What a caller may change; the store works out what that does to the fire times. */
export type ScheduleChange = Partial<
  Pick<
    Schedule,
    | 'name'
    | 'ownerId'
    | 'rule'
    | 'overlap'
    | 'commandId'
    | 'instanceIds'
    | 'userName'
    | 'parameters'
    | 'sealedSecrets'
    | 'enabled'
  >
>

/** A schedule whose time has come, and whether its last run is still going. */
export type DueSchedule = Schedule & { readonly nextAt: number; readonly running: boolean }

/** Decisions on the fire times of a schedule from `dueAt` until before `nextAt`, and the invocation that one starts. */
export interface NewFires {
  readonly schedule: Pick<Schedule, 'id' | 'accountId' | 'revision'>
  readonly dueAt: number
  readonly nextAt: number | undefined
  readonly left: readonly NewFire[]
  readonly start: { readonly fire: NewFire; readonly invocation: NewInvocation } | undefined
  readonly at: number
}

/** Schedules, and what became of their fire times. */
export interface ScheduleStore {
  createSchedule(schedule: NewSchedule): Promise<{ id: number }>
  /** Refuses with ScheduleNotFound; a new rule, and turning on or off, settles what had passed. */
  changeSchedule(change: { accountId: number; id: number; change: ScheduleChange; at: number }): Promise<void>
  /** Whether the account had such a schedule. Its fires stay. */
  deleteSchedule(schedule: { accountId: number; id: number; at: number }): Promise<boolean>
  listSchedules(accountId: number, filter: ScheduleFilter, page: Page): Promise<Listing<Schedule>>
  /** Enabled schedules whose fire time has come, the longest waiting first. */
  dueSchedules(due: { at: number; limit: number }): Promise<readonly DueSchedule[]>
  /** The first fire time of all, on which nothing is decided yet. */
  nextFireTime(): Promise<number | undefined>
  /** Stores decisions and starts their invocation, unless another has decided or the schedule was changed meanwhile. */
  recordFires(fires: NewFires): Promise<{ recorded: boolean; invocationId: number | undefined }>
  listFires(accountId: number, filter: FireFilter, page: Page): Promise<Listing<Fire>>
}
