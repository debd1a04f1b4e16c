import type { InvocationState, Task, TaskState } from '@muster/core'

/** Total: a new state of the domain does not compile until it is decided what a TAT client sees. */
export const taskStatus: Record<TaskState, string> = {
  pending: 'PENDING',
  delivering: 'DELIVERING',
  delayed: 'DELIVER_DELAYED',
  running: 'RUNNING',
  cancelling: 'CANCELLING',
  succeeded: 'SUCCESS',
  failed: 'FAILED',
  timedOut: 'TIMEOUT',
  startFailed: 'START_FAILED',
  undelivered: 'DELIVER_FAILED',
  lost: 'TASK_TIMEOUT',
  cancelled: 'CANCELLED',
  terminated: 'TERMINATED',
  skipped: 'DELIVER_FAILED',
  invalid: 'DELIVER_FAILED',
}

export const invocationStatus: Record<InvocationState, string> = {
  pending: 'PENDING',
  running: 'RUNNING',
  cancelling: 'CANCELLING',
  succeeded: 'SUCCESS',
  failed: 'FAILED',
  timedOut: 'TIMEOUT',
  cancelled: 'CANCELLED',
  partlyFailed: 'PARTIAL_FAILED',
  partlyCancelled: 'PARTIAL_CANCELLED',
}

/** TAT has no word for some ends, so the cause tells them apart; what ran to its end needs none. */
export const errorInfo = ({ state, cause }: Pick<Task, 'state' | 'cause'>): string =>
  state === 'succeeded' || state === 'failed' ? '' : cause
