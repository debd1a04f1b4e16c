import type { Audit, Listing, Page } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import type { AuditTable } from '../schema.ts'

const toAudit = (row: AuditTable): Audit => ({
  accountId: row.account_id,
  userId: row.user_id ?? undefined,
  accessKeyId: row.access_key_id ?? undefined,
  action: row.action,
  requestId: row.request_id,
  source: row.source,
  at: row.at,
})

export function listAudit(connection: Connection, accountId: number, { offset, limit }: Page): Listing<Audit> {
  const counted = connection.get<{ total: number }>(
    'SELECT count(*) AS total FROM audit_lines WHERE account_id = :accountId',
    { accountId },
  )
  const rows = connection.all<AuditTable>(
    'SELECT * FROM audit_lines WHERE account_id = :accountId ORDER BY id DESC LIMIT +:limit OFFSET :offset',
    { accountId, limit, offset },
  )
  return { total: counted?.total ?? 0, items: rows.map(toAudit) }
}
