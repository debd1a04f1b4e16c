import type { AccessKey } from '@muster/core'
import type { AccessKeyTable } from '../schema.ts'

export const accessKeyQuery = `SELECT k.id, k.account_id, k.user_id, k.role, k.sealed_secret, k.enabled, k.created_at,
  u.name AS user_name FROM access_keys k JOIN users u ON u.id = k.user_id`

export type AccessKeyRow = AccessKeyTable & { readonly user_name: string }

export const toAccessKey = (row: AccessKeyRow): AccessKey => ({
  id: row.id,
  accountId: row.account_id,
  userId: row.user_id,
  userName: row.user_name,
  role: row.role,
  sealedSecret: row.sealed_secret,
  enabled: row.enabled === 1,
  createdAt: row.created_at,
})
