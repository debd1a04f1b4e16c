import { type Assignment, startByOf, type TaskWork, takesHostName } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { type InvocationRow, toExecution } from '../rows/execution.ts'
import { toRecord } from '../rows/json.ts'
import { stateOf } from '../rows/states.ts'
import type { TaskTable } from '../schema.ts'

export type SentRow = Pick<TaskTable, 'id' | 'attempt' | 'instance_id' | 'invocation_id' | 'state' | 'due_at'>

export const sentColumns = 't.id, t.attempt, t.instance_id, t.invocation_id, t.state, t.due_at'

const plans = `SELECT i.id, i.account_id, i.command_id, i.type, i.timeout_seconds, i.working_directory, i.user_name, i.profile, i.termination,
    i.output_mode, i.bucket_url, i.key_prefix, s.content, s.parameters, s.sealed_secrets, s.repeat, s.runtime, s.file
  FROM json_each(:ids) d CROSS JOIN invocations i ON i.id = d.value CROSS JOIN scripts s ON s.invocation_id = i.id`

const toWork = (row: InvocationRow): TaskWork => ({
  ...toExecution(row),
  accountId: row.account_id,
  commandId: row.command_id,
  parameters: toRecord(row.parameters),
  sealedSecrets: row.sealed_secrets ?? undefined,
})

/** The script of an invocation is read once and shared by its assignments, also on their way between threads. */
export function toAssignments(connection: Connection, rows: readonly SentRow[]): readonly Assignment[] {
  const ids = [...new Set(rows.map((row) => row.invocation_id))]
  const byInvocation = new Map(
    connection.all<InvocationRow>(plans, { ids: JSON.stringify(ids) }).map((row) => [row.id, toWork(row)]),
  )
  const names = namesFor(connection, rows, byInvocation)
  return rows.flatMap((row) => {
    const work = byInvocation.get(row.invocation_id)
    const instanceName = names.get(row.instance_id)
    const known = instanceName === undefined ? {} : { instanceName }
    return work ? [{ ...identity(row), startBy: startByOf(row.due_at, work.timeoutSeconds), work, ...known }] : []
  })
}

function namesFor(
  connection: Connection,
  rows: readonly SentRow[],
  works: ReadonlyMap<number, TaskWork>,
): ReadonlyMap<number, string> {
  const naming = new Set([...works].flatMap(([id, work]) => (takesHostName(work) ? [id] : [])))
  if (naming.size === 0) return new Map()
  const named = rows.filter((row) => naming.has(row.invocation_id))
  const ids = JSON.stringify(named.map((row) => row.instance_id))
  const query = 'SELECT id, name FROM instances WHERE id IN (SELECT value FROM json_each(:ids))'
  return new Map(connection.all<{ id: number; name: string }>(query, { ids }).map(({ id, name }) => [id, name]))
}

const identity = (row: SentRow) => ({
  taskId: row.id,
  attempt: row.attempt,
  instanceId: row.instance_id,
  invocationId: row.invocation_id,
  state: stateOf(row.state),
})
