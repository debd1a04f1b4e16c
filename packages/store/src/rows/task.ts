import type { Task } from '@muster/core'
import type { TaskTable } from '../schema.ts'
import { stateOf } from './states.ts'

export interface TaskRow extends TaskTable {
  readonly account_id: number
  readonly command_id: number
  readonly created_at: number
}

/** Of `tasks AS t JOIN invocations AS i`. */
export const taskColumns = `t.id, t.invocation_id, t.instance_id, t.state, t.attempt, t.cause, t.exit_code, t.output_size,
  t.output_dropped, t.started_at, t.ended_at, t.due_at, t.updated_at, i.account_id, i.command_id, i.created_at`

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
  outputSize: row.output_size,
  outputDropped: row.output_dropped,
  startedAt: row.started_at ?? undefined,
  endedAt: row.ended_at ?? undefined,
  dueAt: row.due_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
