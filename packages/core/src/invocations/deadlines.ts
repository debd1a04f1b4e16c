import type { TaskChange } from './reports.ts'
import { limits, type TaskLife } from './task.ts'

/** From its start a script is given up after this long: its own time, its stop, and the return of its agent. */
export const startedMs = (timeoutSeconds: number): number =>
  timeoutSeconds * 1000 + limits.killGraceMs + limits.lostGraceMs

/** A task that is sent may reach its agent a while later, over another connection, but starts no later than this. */
export const startDeadline = (deliverBy: number, sentAt: number): number =>
  Math.max(deliverBy, sentAt + limits.deliveryMs)

/**
 * When a task that was sent is given up. The script may start unseen, while the agent is cut off, so that this is no
 * sooner than the end of a script that is told started at the last moment.
 */
export const sentDeadline = (timeoutSeconds: number, startBy: number): number => startBy + startedMs(timeoutSeconds)

/** The last moment at which a task that was sent may start. */
export const startByOf = (dueAt: number, timeoutSeconds: number): number => dueAt - startedMs(timeoutSeconds)

/** How an open task ends when its `dueAt` has passed. Nothing waits for ever, and what cannot be known is called lost. */
export function expire(task: TaskLife, now: number): TaskChange | undefined {
  if (now < task.dueAt) return undefined
  switch (task.state) {
    case 'pending':
    case 'delayed':
      return { state: 'undelivered', cause: 'the host was not online, or had no room, in time', endedAt: now }
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
