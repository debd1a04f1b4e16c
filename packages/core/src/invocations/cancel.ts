import type { TaskChange } from './reports.ts'
import { limits, type TaskLife } from './task.ts'

/** What a cancel does to a task now: nothing was sent, so it ends at once; or its host must be asked first. */
export function cancel(task: TaskLife, now: number): TaskChange | undefined {
  switch (task.state) {
    case 'pending':
    case 'delayed':
      return { state: 'cancelled', cause: 'cancelled before it was sent', endedAt: now }
    case 'delivering':
    case 'running':
      return { state: 'cancelling', dueAt: now + limits.cancelGraceMs }
    default:
      return undefined
  }
}
