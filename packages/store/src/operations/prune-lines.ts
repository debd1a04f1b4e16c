import type { Connection } from '../engines/sqlite/connection.ts'

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

/** Each removes the oldest lines from before a time, and gives how many. */
export const pruneFires = pruner('fires', 'decided_at')
export const pruneAudit = pruner('audit_lines', 'at')
