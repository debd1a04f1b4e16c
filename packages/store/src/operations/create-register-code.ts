import type { NewRegisterCode } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { refuseBeyondQuota } from './count-holdings.ts'

export function createRegisterCode(connection: Connection, code: NewRegisterCode): { id: number } {
  refuseBeyondQuota(connection, code.accountId, 'registerCodes')
  const { lastId } = connection.run(
    `INSERT INTO register_codes (account_id, kind, description, name_prefix, naming, max_uses, used, expires_at, ip_range,
       enabled, tags, sealed_proof_key, created_at, updated_at)
     VALUES (:accountId, :kind, :description, :namePrefix, :naming, :limit, 0, :expiresAt, :ipRange,
       :enabled, :tags, :sealedProofKey, :createdAt, :createdAt)`,
    {
      accountId: code.accountId,
      kind: code.kind,
      description: code.description,
      namePrefix: code.namePrefix,
      naming: code.naming,
      limit: code.limit,
      expiresAt: code.expiresAt ?? null,
      ipRange: code.ipRange,
      enabled: Number(code.enabled),
      tags: JSON.stringify(code.tags),
      sealedProofKey: code.sealedProofKey,
      createdAt: code.createdAt,
    },
  )
  return { id: lastId }
}
