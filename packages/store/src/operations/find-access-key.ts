import type { AccessKey } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { type AccessKeyRow, accessKeyQuery, toAccessKey } from '../rows/access-key.ts'

export function findAccessKey(connection: Connection, id: string): AccessKey | undefined {
  const row = connection.get<AccessKeyRow>(`${accessKeyQuery} WHERE k.id = :id`, { id })
  return row && toAccessKey(row)
}
