import { openStates, type StateCounts, type TaskState } from '@muster/core'

/** The counters of an invocation: one column for each task state. */
export const countColumns = {
  pending: 'pending',
  delayed: 'delayed',
  delivering: 'delivering',
  running: 'running',
  cancelling: 'cancelling',
  succeeded: 'succeeded',
  failed: 'failed',
  timedOut: 'timed_out',
  startFailed: 'start_failed',
  undelivered: 'undelivered',
  lost: 'lost',
  cancelled: 'cancelled',
  terminated: 'terminated',
  skipped: 'skipped',
  invalid: 'invalid',
} as const satisfies Record<TaskState, string>

type Columns = typeof countColumns
export type CountColumns = { [State in TaskState as Columns[State]]: number }

export const countedStates = Object.keys(countColumns) as TaskState[]

/** SQL for the number of tasks in any of these states. */
export const sumOf = (states: readonly TaskState[]): string =>
  [...new Set(states)].map((state) => countColumns[state]).join(' + ') || '0'

export const openSum = sumOf(openStates)

export const toCounts = (row: CountColumns): StateCounts =>
  Object.fromEntries(countedStates.map((state) => [state, row[countColumns[state]]])) as StateCounts
