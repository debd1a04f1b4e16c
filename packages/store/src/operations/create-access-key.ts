import type { AccessKey, Store, User } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { toUser } from '../rows/user.ts'
import type { UserTable } from '../schema.ts'
import { refuseBeyondQuota } from './count-holdings.ts'
import { createUser } from './create-user.ts'

/** Ended keys are kept for a day, so that a list shows what has just ended. */
const keptMs = 86_400_000

/** The role is the key's, so that one user may hold a key that only reads beside one that acts. */
export function createAccessKey(
  connection: Connection,
  { at, temporary, ...key }: Parameters<Store['createAccessKey']>[0],
): AccessKey {
  const { id, accountId, role, sealedSecret } = key
  connection.run('INSERT INTO accounts (id, created_at) VALUES (:accountId, :at) ON CONFLICT DO NOTHING', {
    accountId,
    at,
  })
  connection.run('DELETE FROM access_keys WHERE account_id = :accountId AND expires_at < :before', {
    accountId,
    before: at - keptMs,
  })
  refuseBeyondQuota(connection, accountId, 'accessKeys')
  const user = ensureUser(connection, accountId, key.userName, at)
  const userId = user.id
  connection.run(
    `INSERT INTO access_keys (id, account_id, user_id, role, sealed_secret, parent_id, sealed_token, expires_at, enabled,
       created_at)
     VALUES (:id, :accountId, :userId, :role, :sealedSecret, :parentId, :sealedToken, :expiresAt, 1, :at)`,
    {
      ...{ id, accountId, userId, role, sealedSecret, at },
      parentId: temporary?.parentId ?? null,
      sealedToken: temporary?.sealedToken ?? null,
      expiresAt: temporary?.expiresAt ?? null,
    },
  )
  const { sealedToken, expiresAt } = temporary ?? {}
  return {
    ...key,
    userId,
    policy: user.policy,
    temporary: sealedToken && expiresAt !== undefined ? { sealedToken, expiresAt } : undefined,
    enabled: user.enabled,
    createdAt: at,
  }
}

export function ensureUser(connection: Connection, accountId: number, name: string, at: number): User {
  const held = connection.get<UserTable>('SELECT * FROM users WHERE account_id = :accountId AND name = :name', {
    accountId,
    name,
  })
  return held ? toUser(held) : createUser(connection, { accountId, name, policy: undefined, at })
}
