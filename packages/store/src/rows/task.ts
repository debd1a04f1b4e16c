import { type InstanceKind, type ListedTask, limits, type Task } from '@muster/core'
import type { TaskTable } from '../schema.ts'
import { stateOf } from './states.ts'

export interface TaskRow extends TaskTable {
  readonly account_id: number
  readonly delivers: number
  readonly command_id: number
  readonly created_at: number
}

export interface ListedTaskRow extends TaskRow {
  readonly instance_kind: InstanceKind
  readonly instance_name: string
}

/** Of `tasks AS t JOIN invocations AS i`. */
export const taskColumns = `t.id, t.invocation_id, t.instance_id, t.state, t.attempt, t.cause, t.exit_code, t.output_size,
  t.output_dropped, t.started_at, t.ended_at, t.due_at, t.updated_at, i.account_id, i.command_id, i.created_at,
  i.bucket_url <> '' AS delivers`

/** Of the same and `withInstance`. */
export const listedColumns = `${taskColumns}, coalesce(n.kind, i.instance_kind) AS instance_kind,
  coalesce(n.name, '') AS instance_name`

export const withInstance = 'LEFT JOIN instances n ON n.id = t.instance_id'

export const toTask = (row: TaskRow): Task => ({
  id: row.id,
  accountId: row.account_id,
  invocationId: row.invocation_id,
  commandId: row.command_id,
  instanceId: row.instance_id,
  state: stateOf(row.state),
  attempt: row.attempt,
  cause: row.cause,
  exitCode: row.exit_code ?? undefined,
  delivers: row.delivers === 1,
  // While it runs, of a task that delivers more is held.
  outputSize: Math.min(row.output_size, limits.outputBytes),
  outputDropped: row.output_dropped,
  startedAt: row.started_at ?? undefined,
  endedAt: row.ended_at ?? undefined,
  dueAt: row.due_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

export const toListedTask = (row: ListedTaskRow): ListedTask => ({
  ...toTask(row),
  instanceKind: row.instance_kind,
  instanceName: row.instance_name,
})
