import type { Connection } from '../engines/sqlite/connection.ts'
import { ensureUser } from './create-access-key.ts'

const userName = 'administrator'

/** The first account is made here; a key that is there is put right rather than made again. */
export function ensureAdministrator(
  connection: Connection,
  { id, sealedSecret, at }: { id: string; sealedSecret: Uint8Array; at: number },
): void {
  const values = { id, sealedSecret, at }
  const { changes } = connection.run(
    `UPDATE access_keys SET sealed_secret = :sealedSecret, role = 'administrator', enabled = 1 WHERE id = :id`,
    { id, sealedSecret },
  )
  if (changes > 0) return
  const first = connection.get<{ id: number }>('SELECT id FROM accounts ORDER BY id LIMIT 1')
  const accountId =
    first?.id ?? connection.run(`INSERT INTO accounts (name, created_at) VALUES ('main', :at)`, { at }).lastId
  const { id: userId } = ensureUser(connection, accountId, userName, at)
  connection.run(
    `INSERT INTO access_keys (id, account_id, user_id, role, sealed_secret, enabled, created_at)
     VALUES (:id, :accountId, :userId, 'administrator', :sealedSecret, 1, :at)`,
    { ...values, accountId, userId },
  )
}
