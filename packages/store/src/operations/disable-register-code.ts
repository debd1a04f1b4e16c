import type { Connection } from '../engines/sqlite/connection.ts'

/** Whether the account has such a code; one that is disabled already stays so. */
export function disableRegisterCode(
  connection: Connection,
  { accountId, id, at }: { accountId: number; id: number; at: number },
): boolean {
  const { changes } = connection.run(
    `UPDATE register_codes SET updated_at = iif(enabled, :at, updated_at), enabled = 0
     WHERE id = :id AND account_id = :accountId`,
    { id, accountId, at },
  )
  return changes > 0
}
