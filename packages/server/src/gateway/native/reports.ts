import type { Report } from '@muster/core'
import { firstAttempt, type TaskEvent } from '@muster/protocol/agent'

/** A report on a firing of a task that stays on its host: those are its attempts from the second on. */
export const isFiring = ({ attempt }: TaskEvent): boolean => attempt > firstAttempt
export const firingNumber = ({ attempt }: TaskEvent): number => attempt - firstAttempt

/** An agent's event as the domain takes it; undefined where the record has nothing to keep. */
export function reportOf(event: TaskEvent, now: number): Report | undefined {
  const taskId = event.sequence
  switch (event.event) {
    case 'accepted':
      return undefined
    case 'started':
      return { kind: 'started', taskId, at: event.at }
    case 'output':
      return { kind: 'output', taskId, offset: event.offset, data: event.data }
    case 'finished':
      return {
        kind: 'finished',
        taskId,
        at: event.at,
        startedAt: event.startedAt ?? undefined,
        outcome: event.outcome,
        exitCode: event.exitCode ?? undefined,
        size: event.size,
        dropped: event.dropped,
        cause: event.cause,
      }
    case 'refused':
      return refusedReport(event, taskId, now)
  }
}

function refusedReport(
  event: Extract<TaskEvent, { event: 'refused' }>,
  taskId: number,
  now: number,
): Report | undefined {
  // A busy agent is asked again; every other refusal is for good.
  if (event.code === 'busy') return undefined
  // The agent has ended and forgotten the task, but its report is not here: what became of it cannot be known.
  if (event.code === 'settled')
    return {
      kind: 'finished',
      taskId,
      at: now,
      startedAt: undefined,
      outcome: 'lost',
      exitCode: undefined,
      size: 0,
      dropped: 0,
      cause: 'the agent had already forgotten the task',
    }
  return { kind: 'refused', taskId, reason: event.reason }
}
