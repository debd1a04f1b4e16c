import type { AccessKey } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { type AccessKeyRow, accessKeyQuery, toAccessKey } from '../rows/access-key.ts'

export function listAccessKeys(connection: Connection, accountId: number): readonly AccessKey[] {
  return connection
    .all<AccessKeyRow>(`${accessKeyQuery} WHERE k.account_id = :accountId ORDER BY k.created_at DESC, k.id`, {
      accountId,
    })
    .map(toAccessKey)
}
