import type { TaskChange } from './reports.ts'
import type { TaskLife } from './task.ts'
import { isTerminal } from './task-states.ts'

/** How a task ends whose host is removed: what was not sent never ran, of the rest nobody will tell. */
export function giveUp(task: TaskLife, now: number): TaskChange | undefined {
  if (isTerminal(task.state)) return undefined
  const waiting = task.state === 'pending' || task.state === 'delayed'
  return { state: waiting ? 'undelivered' : 'lost', cause: 'the host was removed', endedAt: now }
}
