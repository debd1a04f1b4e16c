import type { Connection } from '../engines/sqlite/connection.ts'
import { removeUnused } from '../retention/unused.ts'

interface Withdrawal {
  readonly accountId: number
  readonly ids: readonly number[]
  readonly at: number
}

const chosen = `account_id = :accountId AND deleted_at IS NULL AND id IN (SELECT value FROM json_each(:ids))`

/** One that is disabled already stays so. */
export const disableRegisterCodes = (connection: Connection, withdrawal: Withdrawal): boolean =>
  withdraw(connection, withdrawal, 'updated_at = iif(enabled, :at, updated_at), enabled = 0')

/** The row stays for the hosts that came by it, without the key by which more would. */
export function deleteRegisterCodes(connection: Connection, withdrawal: Withdrawal): boolean {
  const deleted = withdraw(
    connection,
    withdrawal,
    "updated_at = :at, deleted_at = :at, enabled = 0, sealed_proof_key = x''",
  )
  if (deleted) removeUnused(connection, 'register_codes', withdrawal.ids)
  return deleted
}

function withdraw(connection: Connection, { accountId, ids, at }: Withdrawal, change: string): boolean {
  const values = { accountId, ids: JSON.stringify(ids) }
  const found = connection.get<{ count: number }>(
    `SELECT count(*) AS count FROM register_codes WHERE ${chosen}`,
    values,
  )
  if (found?.count !== ids.length) return false
  connection.run(`UPDATE register_codes SET ${change} WHERE ${chosen}`, { ...values, at })
  return true
}
