import type { Connection } from '../engines/sqlite/connection.ts'

/** Whether the account has such a key; one that is disabled already stays so. */
export function disableAccessKey(
  connection: Connection,
  { accountId, id }: { accountId: number; id: string },
): boolean {
  const { changes } = connection.run('UPDATE access_keys SET enabled = 0 WHERE id = :id AND account_id = :accountId', {
    id,
    accountId,
  })
  return changes > 0
}
