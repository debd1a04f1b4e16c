import { startedMs } from './deadlines.ts'
import type { Task, TaskLife } from './task.ts'
import { isTerminal, mayBecome, type TaskState } from './task-states.ts'

/** How a script ended, as the agent saw it. */
export type Outcome = 'exited' | 'timedOut' | 'terminated' | 'cancelled' | 'startFailed' | 'lost'

/** What an agent reports of a task that it has accepted. Times are of the host's clock. */
export type Report =
  | { readonly kind: 'refused'; readonly taskId: number; readonly reason: string }
  | { readonly kind: 'started'; readonly taskId: number; readonly at: number }
  | { readonly kind: 'output'; readonly taskId: number; readonly offset: number; readonly data: Uint8Array }
  | {
      readonly kind: 'finished'
      readonly taskId: number
      readonly at: number
      readonly startedAt: number | undefined
      readonly outcome: Outcome
      readonly exitCode: number | undefined
      readonly size: number
      readonly dropped: number
      readonly cause: string
    }

/** The part of a task that a report can change. */
export type TaskChange = Partial<
  Pick<Task, 'state' | 'cause' | 'exitCode' | 'outputDropped' | 'startedAt' | 'endedAt' | 'dueAt'>
>

const stateOf = (outcome: Outcome, exitCode: number | undefined): TaskState => {
  if (outcome === 'exited') return exitCode === 0 ? 'succeeded' : 'failed'
  return outcome
}

/**
 * What a report changes, or undefined when it says nothing new: a repeated or late report never moves an ended task.
 * `timeoutSeconds` is the execution limit of the task's invocation; `now` the server's clock.
 */
export function applyReport(
  task: TaskLife,
  report: Report,
  timeoutSeconds: number,
  now: number,
): TaskChange | undefined {
  if (isTerminal(task.state)) return undefined
  // It was never sent, so no agent can know of it.
  if (task.state === 'pending' || task.state === 'delayed') return undefined
  switch (report.kind) {
    case 'output':
      return undefined
    case 'refused':
      return mayBecome(task.state, 'undelivered')
        ? { state: 'undelivered', cause: report.reason, endedAt: now }
        : undefined
    case 'started': {
      if (task.state === 'cancelling') return task.startedAt === undefined ? { startedAt: report.at } : undefined
      if (!mayBecome(task.state, 'running')) return undefined
      return { state: 'running', startedAt: report.at, dueAt: now + startedMs(timeoutSeconds) }
    }
    case 'finished':
      return finish(task, report)
  }
}

function finish(task: TaskLife, report: Extract<Report, { kind: 'finished' }>): TaskChange {
  const state = stateOf(report.outcome, report.exitCode)
  // A short script is reported started and finished at once: it passes through running within one commit.
  const reachable = mayBecome(task.state, state) || (task.state === 'delivering' && mayBecome('running', state))
  return {
    state: reachable ? state : 'lost',
    cause: reachable ? report.cause : `the agent reported ${report.outcome} for a task that was ${task.state}`,
    exitCode: report.exitCode,
    outputDropped: report.dropped,
    startedAt: report.startedAt ?? task.startedAt,
    endedAt: report.at,
  }
}
