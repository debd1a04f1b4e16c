import type { RegisterCode } from '@muster/core'
import type { RegisterCodeTable } from '../schema.ts'
import { toTags } from './json.ts'

export const toRegisterCode = (row: RegisterCodeTable): RegisterCode => ({
  id: row.id,
  accountId: row.account_id,
  kind: row.kind,
  description: row.description,
  namePrefix: row.name_prefix,
  naming: row.naming,
  limit: row.max_uses,
  used: row.used,
  removed: row.removed,
  expiresAt: row.expires_at ?? undefined,
  ipRange: row.ip_range,
  enabled: row.enabled === 1,
  tags: toTags(row.tags),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
