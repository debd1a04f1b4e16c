import type { Connection } from '../engines/sqlite/connection.ts'

export const deleteBucket = (connection: Connection, { accountId, url }: { accountId: number; url: string }): boolean =>
  connection.run('DELETE FROM buckets WHERE account_id = :accountId AND url = :url', { accountId, url }).changes > 0
