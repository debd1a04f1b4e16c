import type { TaskChange } from './reports.ts'
import type { Task } from './task.ts'

/** How an open task ends when its `dueAt` has passed. Nothing waits for ever, and what cannot be known is called lost. */
export function expire(task: Task, now: number): TaskChange | undefined {
  if (now < task.dueAt) return undefined
  switch (task.state) {
    case 'pending':
    case 'delayed':
      return { state: 'undelivered', cause: 'the host was not online before the delivery deadline', endedAt: now }
    case 'delivering':
      return { state: 'lost', cause: 'the host went away while the task was being delivered', endedAt: now }
    case 'running':
      return { state: 'lost', cause: 'the host did not report the end of the script', endedAt: now }
    case 'cancelling':
      return { state: 'lost', cause: 'the host did not answer the cancel', endedAt: now }
    default:
      return undefined
  }
}
