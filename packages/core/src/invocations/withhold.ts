import type { TaskChange } from './reports.ts'
import type { TaskLife } from './task.ts'
import { mayBecome } from './task-states.ts'

/** How a task ends that waited for its host and may not run any more. */
export const withhold =
  (causeOf: (task: TaskLife) => string) =>
  (task: TaskLife, now: number): TaskChange | undefined =>
    mayBecome(task.state, 'undelivered') ? { state: 'undelivered', cause: causeOf(task), endedAt: now } : undefined
