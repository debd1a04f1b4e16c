import type { Assignment } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { sent } from '../rows/states.ts'
import { findBarred } from '../tasks/barred.ts'
import { type SentRow, sentColumns, toAssignments } from '../tasks/read-assignments.ts'

const query = `SELECT ${sentColumns} FROM json_each(:ids) d CROSS JOIN tasks t ON t.instance_id = d.value AND ${sent}
  ORDER BY t.id`

/** What its asker may not run any more starts no more: whether it has, its agent knows. */
export function openAssignments(
  connection: Connection,
  instanceIds: readonly number[],
  at: number,
): readonly Assignment[] {
  const rows = connection.all<SentRow>(query, { ids: JSON.stringify([...new Set(instanceIds)]) })
  if (rows.length === 0) return []
  const barred = findBarred(
    connection,
    rows.map((row) => row.invocation_id),
    at,
  )
  return toAssignments(connection, rows).map((assignment) =>
    barred.has(assignment.invocationId) ? { ...assignment, startBy: 0 } : assignment,
  )
}
