import type { Invocation, Task, TaskStateName } from '@muster/protocol/api'

/** How each state reads in a summary, in the order of the summary; open ones come last and are not counted in it. */
const words = {
  succeeded: 'ok',
  failed: 'failed',
  timedOut: 'timed out',
  startFailed: 'did not start',
  undelivered: 'not delivered',
  lost: 'lost',
  cancelled: 'cancelled',
  terminated: 'stopped',
  skipped: 'skipped',
  invalid: 'invalid',
  pending: 'waiting',
  delayed: 'waiting for the host',
  delivering: 'being sent',
  running: 'running',
  cancelling: 'being stopped',
} as const satisfies Record<TaskStateName, string>

const open: ReadonlySet<TaskStateName> = new Set(['pending', 'delayed', 'delivering', 'running', 'cancelling'])

export const stateNames = Object.keys(words) as TaskStateName[]
export const isOpen = (state: TaskStateName): boolean => open.has(state)

export type Counts = Invocation['counts']

export const doneOf = (counts: Counts): number =>
  stateNames.filter((state) => !isOpen(state)).reduce((sum, state) => sum + counts[state], 0)

/** `197 ok · 2 failed · 1 timed out`. */
export const countsText = (counts: Counts): string =>
  stateNames
    .filter((state) => !isOpen(state) && counts[state] > 0)
    .map((state) => `${counts[state]} ${words[state]}`)
    .join(' · ')

/** What became of one task, in a word or two: `ok`, `exit 127`, `timed out`. */
export function verdict(task: Pick<Task, 'state' | 'exitCode'>): string {
  if (task.state === 'failed' && task.exitCode !== null) return `exit ${task.exitCode}`
  return words[task.state]
}
