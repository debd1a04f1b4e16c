import type { Audit } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { inserter } from '../engines/sqlite/insert.ts'
import type { AuditTable } from '../schema.ts'

const insert = inserter<Omit<AuditTable, 'id'>>('audit_lines')

export function writeAudit(connection: Connection, line: Audit): void {
  insert(connection, {
    account_id: line.accountId,
    user_id: line.userId ?? null,
    access_key_id: line.accessKeyId ?? null,
    action: line.action,
    request_id: line.requestId,
    source: line.source,
    at: line.at,
  })
}
