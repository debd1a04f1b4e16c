import type { Bucket } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { toBucket } from '../rows/delivery.ts'
import type { BucketTable } from '../schema.ts'

export const listBuckets = (connection: Connection, accountId: number): readonly Bucket[] =>
  connection
    .all<BucketTable>('SELECT * FROM buckets WHERE account_id = :accountId ORDER BY url', { accountId })
    .map(toBucket)

export function findBucket(connection: Connection, accountId: number, url: string): Bucket | undefined {
  const query = 'SELECT * FROM buckets WHERE account_id = :accountId AND url = :url'
  const row = connection.get<BucketTable>(query, { accountId, url })
  return row && toBucket(row)
}
