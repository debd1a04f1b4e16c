import {
  applyReport,
  cancel,
  expire,
  isTerminal,
  type Report,
  sentDeadline,
  startDeadline,
  type Task,
  type TaskChange,
} from '@muster/core'
import { invocation, type SampleTask } from './samples.ts'

type Held = Pick<Task, 'id' | 'invocationId' | 'instanceId' | 'state' | 'outputSize' | 'dueAt' | 'startedAt'>

/** The record as a plain list: what the store does with indexes, ranges and counters, done the obvious way. */
export interface Model {
  tasks: readonly Task[]
  invocations: number
}

export const emptyModel = (): Model => ({ tasks: [], invocations: 0 })

export const visible = ({ id, invocationId, instanceId, state, outputSize, dueAt, startedAt }: Task): Held => ({
  id,
  invocationId,
  instanceId,
  state,
  outputSize,
  dueAt,
  startedAt,
})

const change = (model: Model, of: (task: Task) => TaskChange | { outputSize: number } | undefined) => {
  model.tasks = model.tasks.map((task) => ({ ...task, ...of(task) }))
}

export function create(model: Model, tasks: readonly SampleTask[], at: number, dueAt: number): void {
  model.invocations += 1
  const made = tasks.map(
    ({ instanceId, state, cause }, index): Task => ({
      id: model.tasks.length + index + 1,
      accountId: 1,
      invocationId: model.invocations,
      commandId: model.invocations,
      instanceId,
      state,
      attempt: 1,
      cause,
      exitCode: undefined,
      delivers: false,
      outputSize: 0,
      outputDropped: 0,
      startedAt: undefined,
      endedAt: isTerminal(state) ? at : undefined,
      dueAt,
      createdAt: at,
      updatedAt: at,
    }),
  )
  model.tasks = [...model.tasks, ...made]
}

export function claim(model: Model, instanceIds: readonly number[], limit: number, at: number): readonly number[] {
  const waiting = model.tasks.filter((task) => ['pending', 'delayed'].includes(task.state) && task.dueAt > at)
  const taken = instanceIds.flatMap((id) => waiting.filter((task) => task.instanceId === id).slice(0, limit))
  const ids = taken.map(({ id }) => id).toSorted((a, b) => a - b)
  const { timeoutSeconds } = invocation([]).execution
  change(model, (task) =>
    ids.includes(task.id)
      ? { state: 'delivering', dueAt: sentDeadline(timeoutSeconds, startDeadline(task.dueAt, at)) }
      : undefined,
  )
  return ids
}

export function record(model: Model, instanceId: number, reports: readonly Report[], at: number): void {
  for (const report of reports)
    change(model, (task) => {
      if (task.id !== report.taskId || task.instanceId !== instanceId) return undefined
      if (report.kind === 'finished' && report.size !== task.outputSize) return undefined
      if (report.kind !== 'output') return applyReport(task, report, invocation([]).execution.timeoutSeconds, at)
      const sent = ['delivering', 'running', 'cancelling'].includes(task.state)
      const end = report.offset + report.data.length
      return sent && report.offset <= task.outputSize && end > task.outputSize ? { outputSize: end } : undefined
    })
}

export function stop(model: Model, invocationId: number, instanceIds: readonly number[] | undefined, at: number): void {
  change(model, (task) =>
    task.invocationId === invocationId && (instanceIds?.includes(task.instanceId) ?? true)
      ? cancel(task, at)
      : undefined,
  )
}

export function sweep(model: Model, at: number): void {
  change(model, (task) => expire(task, at))
}
