import type { AccessKey } from '@muster/core'
import type { AccessKeyTable, UserTable } from '../schema.ts'
import { toPolicy } from './user.ts'

/** A key is enabled as long as its user, a temporary one as long as the one that it was made with. */
export const accessKeyQuery = `SELECT k.id, k.account_id, k.user_id, k.role, k.sealed_secret, k.sealed_token,
  k.expires_at, k.enabled AND u.enabled AND coalesce(p.enabled, 1) AS enabled, k.created_at, u.name AS user_name,
  u.policy
  FROM access_keys k JOIN users u ON u.id = k.user_id LEFT JOIN access_keys p ON p.id = k.parent_id`

export type AccessKeyRow = Omit<AccessKeyTable, 'parent_id'> &
  Pick<UserTable, 'policy'> & { readonly user_name: string }

export const toAccessKey = (row: AccessKeyRow): AccessKey => ({
  id: row.id,
  accountId: row.account_id,
  userId: row.user_id,
  userName: row.user_name,
  role: row.role,
  policy: toPolicy(row.policy),
  sealedSecret: row.sealed_secret,
  temporary:
    row.sealed_token && row.expires_at !== null
      ? { sealedToken: row.sealed_token, expiresAt: row.expires_at }
      : undefined,
  enabled: row.enabled === 1,
  createdAt: row.created_at,
})
