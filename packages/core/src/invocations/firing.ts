import type { Report } from './reports.ts'
import type { Task } from './task.ts'
import type { TaskState } from './task-states.ts'

/** One run of a task that stays on its host, by its number from 1. Its host decided on it, and told of it later. */
export interface Firing
  extends Pick<
    Task,
    | 'invocationId'
    | 'instanceId'
    | 'state'
    | 'cause'
    | 'exitCode'
    | 'outputSize'
    | 'outputDropped'
    | 'startedAt'
    | 'endedAt'
    | 'updatedAt'
  > {
  readonly taskId: number
  readonly number: number
}

export type FiringKey = Pick<Firing, 'taskId' | 'number'>

export interface FiringReport {
  readonly instanceId: number
  readonly number: number
  readonly report: Report
}

/** What the store holds of a firing after a report, and in what state its task is. */
export interface FiringOutcome extends FiringKey {
  readonly offset: number
  readonly state: TaskState
  readonly taskState: TaskState
}
