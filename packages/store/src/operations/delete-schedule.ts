import type { Connection } from '../engines/sqlite/connection.ts'
import { removeUnused } from '../retention/unused.ts'

const remove = `UPDATE schedules SET deleted_at = :at, revision = revision + 1
  WHERE id = :id AND account_id = :accountId AND deleted_at IS NULL`

/** The row stays for its fires, which have their name from it; pruning takes it with the last of them. */
export function deleteSchedule(
  connection: Connection,
  { accountId, id, at }: { accountId: number; id: number; at: number },
): boolean {
  const { changes } = connection.run(remove, { accountId, id, at })
  if (changes > 0) removeUnused(connection, 'schedules', [id])
  return changes > 0
}
