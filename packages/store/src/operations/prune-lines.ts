import type { Connection } from '../engines/sqlite/connection.ts'
import { unused } from '../retention/unused.ts'
import { ended } from '../rows/states.ts'

interface Old {
  readonly before: number
  readonly limit: number
}

/** Ids grow with time, so the oldest are found without an index; the newest stays, for ids go on from it. */
const pruner =
  (table: 'fires' | 'audit_lines', time: 'decided_at' | 'at') =>
  (connection: Connection, { before, limit }: Old): number =>
    connection.run(
      `DELETE FROM ${table} WHERE ${time} < :before AND id IN (
        SELECT id FROM ${table} WHERE id < (SELECT max(id) FROM ${table}) ORDER BY id LIMIT +:limit)`,
      { before, limit },
    ).changes

const prunedFires = pruner('fires', 'decided_at')

const deletedSchedules = `DELETE FROM schedules WHERE id IN (
  SELECT id FROM schedules WHERE deleted_at < :before AND id < (SELECT max(id) FROM schedules) AND ${unused.schedules}
  LIMIT +:limit)`

/** Each removes the oldest lines from before a time, and gives how many; with fires go deleted schedules that have none. */
export const pruneFires = (connection: Connection, old: Old): number =>
  prunedFires(connection, old) + connection.run(deletedSchedules, { ...old }).changes
export const pruneAudit = pruner('audit_lines', 'at')

const oldFirings = `DELETE FROM firings
  WHERE (task_id, number) IN (SELECT task_id, number FROM firings WHERE ${ended} AND ended_at < :before LIMIT +:limit)`

/** Removes those that ended before a time, at most `limit`, and gives how many. */
export const pruneFirings = (connection: Connection, old: Old): number => connection.run(oldFirings, { ...old }).changes

const oldTerminals = `DELETE FROM terminals WHERE id IN (
    SELECT id FROM terminals WHERE ended_at < :before AND id < (SELECT max(id) FROM terminals) LIMIT +:limit)
  RETURNING id`

/** The newest stays, for ids go on from it. */
export const pruneTerminals = (connection: Connection, old: Old): readonly number[] =>
  connection.all<{ id: number }>(oldTerminals, { ...old }).map(({ id }) => id)
