import type { TaskChange } from './reports.ts'
import { limits, type TaskLife } from './task.ts'

/**
 * When a task that is sent at a time is given up. The script may start unseen, while the agent is cut off, so that this
 * is no sooner than the end of a script that has just been told started.
 */
export const sentDeadline = (timeoutSeconds: number, at: number): number =>
  at + limits.deliveryMs + timeoutSeconds * 1000 + limits.killGraceMs + limits.lostGraceMs

/** How an open task ends when its `dueAt` has passed. Nothing waits for ever, and what cannot be known is called lost. */
export function expire(task: TaskLife, now: number): TaskChange | undefined {
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
