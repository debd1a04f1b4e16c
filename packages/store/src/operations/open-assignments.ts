import type { Assignment } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { sent } from '../rows/states.ts'
import { type SentRow, sentColumns, toAssignments } from '../tasks/read-assignments.ts'

const query = `SELECT ${sentColumns} FROM json_each(:ids) d CROSS JOIN tasks t ON t.instance_id = d.value AND ${sent}
  ORDER BY t.id`

export function openAssignments(connection: Connection, instanceIds: readonly number[]): readonly Assignment[] {
  const ids = JSON.stringify([...new Set(instanceIds)])
  return toAssignments(connection, connection.all<SentRow>(query, { ids }))
}
