import type { TaskState } from '@muster/core'

/** The position is what is stored: new states go to the end, and the conditions below change with a migration. */
const stored = [
  'pending',
  'delayed',
  'delivering',
  'running',
  'cancelling',
  'succeeded',
  'failed',
  'timedOut',
  'startFailed',
  'undelivered',
  'lost',
  'cancelled',
  'terminated',
  'skipped',
  'invalid',
] as const satisfies readonly TaskState[]

const numbers = new Map<TaskState, number>(stored.map((state, number) => [state, number]))

export function stateNumber(state: TaskState): number {
  const number = numbers.get(state)
  if (number === undefined) throw new Error(`The store has no number for the task state ${state}. Give it one.`)
  return number
}

export function stateOf(number: number): TaskState {
  const state = stored[number]
  if (!state) throw new Error(`The record holds the unknown task state ${number}. Start the version that wrote it.`)
  return state
}

/** Word for word the conditions of the partial indexes: only then does SQLite use them. */
export const waiting = 'state <= 1'
export const sent = 'state >= 2 AND state <= 4'
export const ended = 'state > 4'
export const open = 'state <= 4'

/** Of each an index by instance: who looks for an instance's tasks looks for those of each stage. */
export const stages = [waiting, sent, ended] as const
