import type { AccessKey, Role } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'

/** The role is the key's, so that one user may hold a key that only reads beside one that acts. */
export function createAccessKey(
  connection: Connection,
  key: { id: string; accountId: number; userName: string; role: Role; sealedSecret: Uint8Array; at: number },
): AccessKey {
  const { at, ...rest } = key
  connection.run('INSERT INTO accounts (id, created_at) VALUES (:id, :at) ON CONFLICT DO NOTHING', {
    id: key.accountId,
    at,
  })
  const userId = ensureUser(connection, key.accountId, key.userName, at)
  connection.run(
    `INSERT INTO access_keys (id, account_id, user_id, role, sealed_secret, enabled, created_at)
     VALUES (:id, :accountId, :userId, :role, :sealedSecret, 1, :at)`,
    { id: key.id, accountId: key.accountId, userId, role: key.role, sealedSecret: key.sealedSecret, at },
  )
  return { ...rest, userId, enabled: true, createdAt: at }
}

export function ensureUser(connection: Connection, accountId: number, name: string, at: number): number {
  const held = connection.get<{ id: number }>('SELECT id FROM users WHERE account_id = :accountId AND name = :name', {
    accountId,
    name,
  })
  if (held) return held.id
  return connection.run('INSERT INTO users (account_id, name, created_at) VALUES (:accountId, :name, :at)', {
    accountId,
    name,
    at,
  }).lastId
}
