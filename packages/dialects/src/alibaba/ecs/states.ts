import { type CountCondition, openStates, type StateCounts, type Task, type TaskState } from '@muster/core'

/** What a client sees of one instance: the newer status, the older one of lists, and the older one of results. */
export interface Shown {
  readonly status: string
  readonly instance: 'Running' | 'Finished' | 'Failed' | 'Stopped'
  readonly record: 'Running' | 'Finished' | 'Failed' | 'Stopped' | 'Stopping'
}

const waiting: Shown = { status: 'Pending', instance: 'Running', record: 'Running' }
const failed = (status: string): Shown => ({ status, instance: 'Failed', record: 'Failed' })
const stopped = (status: string): Shown => ({ status, instance: 'Stopped', record: 'Stopped' })

/** Total: a new state of the domain does not compile until it is decided what an ECS client sees. */
export const shownStates: Record<TaskState, Shown> = {
  pending: waiting,
  delivering: waiting,
  delayed: waiting,
  running: { ...waiting, status: 'Running' },
  cancelling: { status: 'Stopping', instance: 'Running', record: 'Stopping' },
  succeeded: { status: 'Success', instance: 'Finished', record: 'Finished' },
  failed: failed('Failed'),
  timedOut: failed('Timeout'),
  startFailed: failed('Error'),
  undelivered: failed('Aborted'),
  lost: failed('Error'),
  cancelled: stopped('Cancelled'),
  terminated: stopped('Terminated'),
  skipped: failed('Aborted'),
  invalid: failed('Invalid'),
}

/** Of a task that stays on its host, between two of its firings. */
export const scheduled: Shown = { status: 'Scheduled', instance: 'Running', record: 'Running' }

const statesShown = (test: (shown: Shown) => boolean): readonly TaskState[] =>
  (Object.keys(shownStates) as TaskState[]).filter((state) => test(shownStates[state]))

/** The states of a result that a caller asks for by its older status; Success is another word for Finished. */
export const statesOfRecord = (record: string): readonly TaskState[] =>
  statesShown((shown) => shown.record === (record === 'Success' ? 'Finished' : record))

const pending = statesShown(({ status }) => status === 'Pending')
const good = statesShown(({ status }) => status === 'Success')
const bad = statesShown(({ record }) => record === 'Failed')
export const some = (states: readonly TaskState[]): CountCondition => ({ states, are: 'some' })
export const none = (states: readonly TaskState[]): CountCondition => ({ states, are: 'none' })

/** The status of the whole by the states of its parts: the first whose conditions hold, for a filter as for an answer. */
export const wholeStatuses = {
  Pending: [some(pending)],
  Running: [none(pending), some(['running'])],
  Stopping: [none([...pending, 'running']), some(['cancelling'])],
  Success: [none(openStates), some(good), none(bad)],
  Stopped: [none(openStates), none(good), none(bad)],
  PartialFailed: [none(openStates), some(good), some(bad)],
  Failed: [none(openStates), none(good), some(bad)],
} as const satisfies Record<string, readonly CountCondition[]>

/** Whether what runs waits for its next firing is not for the counters to say. */
export type WholeStatus = keyof typeof wholeStatuses | 'Scheduled'

/** The older status knows no waiting, and calls a success finished. */
export const olderStatus: Record<WholeStatus, string> = {
  Pending: 'Running',
  Scheduled: 'Running',
  Running: 'Running',
  Stopping: 'Stopping',
  Success: 'Finished',
  Stopped: 'Stopped',
  PartialFailed: 'PartialFailed',
  Failed: 'Failed',
}

const holds = (counts: StateCounts, { states, are }: CountCondition): boolean =>
  states.some((state) => counts[state] > 0) === (are === 'some')

export const wholeStatus = (counts: StateCounts): WholeStatus => firstOf(wholeStatuses, counts) ?? 'Pending'

/** The first status whose conditions hold. */
export function firstOf<Status extends string>(
  statuses: Readonly<Record<Status, readonly CountCondition[]>>,
  counts: StateCounts,
): Status | undefined {
  const names = Object.keys(statuses) as Status[]
  return names.find((name) => statuses[name].every((condition) => holds(counts, condition)))
}

/** A filter takes words of both generations. */
export const wantedStatuses: ReadonlyMap<string, readonly CountCondition[]> = new Map([
  ...Object.entries(wholeStatuses),
  ['Running', [some([...pending, 'running'])]],
  ['Finished', wholeStatuses.Success],
])

export type Ended = Pick<Task, 'state' | 'cause' | 'startedAt'>

/** Why an instance did not do what was asked, in the vendor's words; the cause itself is for people. */
export function errorCode({ state, cause, startedAt }: Ended): string {
  switch (state) {
    case 'failed':
      return 'ExitCodeNonzero'
    case 'timedOut':
      return 'ExecutionTimeout'
    case 'startFailed':
      if (/^user ".*" does not exist/.test(cause)) return 'AccountNotExists'
      return cause.includes('the working directory') ? 'DirectoryNotExists' : 'ExecutionException'
    case 'undelivered':
      return cause.includes('removed') ? 'InstanceReleased' : 'DeliveryTimeout'
    case 'lost':
      return startedAt === undefined ? 'ClientNotResponse' : 'ExecutionInterrupted'
    case 'skipped':
      return 'ClientNotRunning'
    case 'invalid':
      return 'CommandNotApplicable'
    default:
      return ''
  }
}

export const errorInfo = (task: Ended): string => (errorCode(task) === '' ? '' : task.cause)
