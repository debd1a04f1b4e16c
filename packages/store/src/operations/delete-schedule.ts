import type { Connection } from '../engines/sqlite/connection.ts'

const remove = `UPDATE schedules SET deleted_at = :at, revision = revision + 1
  WHERE id = :id AND account_id = :accountId AND deleted_at IS NULL`

export function deleteSchedule(
  connection: Connection,
  { accountId, id, at }: { accountId: number; id: number; at: number },
): boolean {
  return connection.run(remove, { accountId, id, at }).changes > 0
}
