import type { DueSchedule } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { toSchedule } from '../rows/schedule.ts'
import type { ScheduleTable } from '../schema.ts'

/** The condition is word for word that of the partial index, which also holds the order. */
const query = `SELECT s.*, i.id IS NOT NULL AS running FROM schedules s
  LEFT JOIN invocations i ON i.id = s.last_invocation_id AND i.ended_at IS NULL
  WHERE s.enabled = 1 AND s.deleted_at IS NULL AND s.next_at <= :at ORDER BY s.next_at LIMIT +:limit`

type DueRow = ScheduleTable & { readonly next_at: number; readonly running: number }

export function dueSchedules(
  connection: Connection,
  { at, limit }: { at: number; limit: number },
): readonly DueSchedule[] {
  return connection
    .all<DueRow>(query, { at, limit })
    .map((row) => ({ ...toSchedule(row), nextAt: row.next_at, running: row.running === 1 }))
}
