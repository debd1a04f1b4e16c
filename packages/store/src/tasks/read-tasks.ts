import type { Task } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { type TaskRow, taskColumns, toTask } from '../rows/task.ts'

/** A task and what its invocation says of it. */
export interface HeldTask {
  readonly task: Task
  readonly timeoutSeconds: number
}

/** CROSS JOIN holds the order: the ids lead, then two look-ups by primary key for each. */
const byIds = `SELECT ${taskColumns}, i.timeout_seconds
  FROM json_each(:ids) d CROSS JOIN tasks t ON t.id = d.value CROSS JOIN invocations i ON i.id = t.invocation_id`

export function readTasks(connection: Connection, ids: readonly number[]): readonly HeldTask[] {
  return connection
    .all<TaskRow & { timeout_seconds: number }>(byIds, { ids: JSON.stringify(ids) })
    .map((row) => ({ task: toTask(row), timeoutSeconds: row.timeout_seconds }))
}
