import type { Bucket, Delivery } from '@muster/core'
import type { BucketTable, DeliveryTable } from '../schema.ts'

export const toBucket = (row: BucketTable): Bucket => ({
  accountId: row.account_id,
  url: row.url,
  kind: row.kind,
  endpoint: row.endpoint,
  region: row.region,
  keyId: row.key_id,
  sealedSecret: row.sealed_secret,
  createdAt: row.created_at,
})

export const toDelivery = (row: DeliveryTable): Delivery => ({
  taskId: row.task_id,
  state: row.state,
  size: row.size,
  attempts: row.attempts,
  url: row.url,
  error: row.error,
  createdAt: row.created_at,
  dueAt: row.due_at,
  startedAt: row.started_at ?? undefined,
  endedAt: row.ended_at ?? undefined,
})
