import type { RegisterCode } from '@muster/core'
import type { RegisterCodeTable } from '../schema.ts'

export const toRegisterCode = (row: RegisterCodeTable): RegisterCode => ({
  id: row.id,
  accountId: row.account_id,
  kind: row.kind,
  description: row.description,
  namePrefix: row.name_prefix,
  limit: row.max_uses,
  used: row.used,
  expiresAt: row.expires_at ?? undefined,
  ipRange: row.ip_range,
  enabled: row.enabled === 1,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
