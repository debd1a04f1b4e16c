import type { Audit } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'

export function writeAudit(connection: Connection, line: Audit): void {
  connection.run(
    `INSERT INTO audit_lines (account_id, user_id, access_key_id, action, request_id, source, at)
     VALUES (:accountId, :userId, :accessKeyId, :action, :requestId, :source, :at)`,
    {
      accountId: line.accountId,
      userId: line.userId ?? null,
      accessKeyId: line.accessKeyId ?? null,
      action: line.action,
      requestId: line.requestId,
      source: line.source,
      at: line.at,
    },
  )
}
