import type { Bucket } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'

const save = `INSERT INTO buckets (account_id, url, kind, endpoint, region, key_id, sealed_secret, created_at)
  VALUES (:accountId, :url, :kind, :endpoint, :region, :keyId, :sealedSecret, :createdAt)
  ON CONFLICT (account_id, url) DO UPDATE SET kind = excluded.kind, endpoint = excluded.endpoint,
    region = excluded.region, key_id = excluded.key_id, sealed_secret = excluded.sealed_secret`

export function saveBucket(connection: Connection, bucket: Bucket): void {
  connection.run(save, { ...bucket })
}
