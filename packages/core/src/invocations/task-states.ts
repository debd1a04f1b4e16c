/**
 * The life of a task, whole. A task ends in exactly one terminal state and never leaves it.
 *
 *   pending     stored, not yet sent            delayed    the host is away; waiting until the delivery deadline
 *   delivering  sent, start not yet reported    running    the script has started
 *   cancelling  a stop was asked for and sent, the host has not yet answered
 */
export const transitions = {
  pending: ['delivering', 'delayed', 'undelivered', 'cancelled'],
  delayed: ['delivering', 'undelivered', 'cancelled'],
  delivering: ['running', 'cancelling', 'startFailed', 'undelivered', 'cancelled', 'lost'],
  running: ['succeeded', 'failed', 'timedOut', 'startFailed', 'terminated', 'lost', 'cancelling'],
  cancelling: ['succeeded', 'failed', 'timedOut', 'startFailed', 'undelivered', 'cancelled', 'terminated', 'lost'],
  succeeded: [],
  failed: [],
  timedOut: [],
  startFailed: [],
  undelivered: [],
  lost: [],
  cancelled: [],
  terminated: [],
  skipped: [],
  invalid: [],
} as const satisfies Record<string, readonly string[]>

export type TaskState = keyof typeof transitions
export const taskStates = Object.keys(transitions) as TaskState[]

export const isTerminal = (state: TaskState): boolean => transitions[state].length === 0
export const openStates = taskStates.filter((state) => !isTerminal(state))

export const mayBecome = (from: TaskState, to: TaskState): boolean =>
  (transitions[from] as readonly TaskState[]).includes(to)

/** How many tasks of an invocation are in each state. */
export type StateCounts = Readonly<Record<TaskState, number>>

export const noCounts: StateCounts = Object.freeze(
  Object.fromEntries(taskStates.map((state) => [state, 0])),
) as StateCounts

export const openCount = (counts: StateCounts): number => openStates.reduce((sum, state) => sum + counts[state], 0)
