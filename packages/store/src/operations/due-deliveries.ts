import type { Delivery, DueDelivery } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { toDelivery } from '../rows/delivery.ts'
import type { DeliveryTable } from '../schema.ts'

/** The condition of each query is word for word that of a partial index, which also holds the order. */
const due = `SELECT d.*, i.account_id, t.invocation_id, i.bucket_url, i.key_prefix
  FROM deliveries d CROSS JOIN tasks t ON t.id = d.task_id CROSS JOIN invocations i ON i.id = t.invocation_id
  WHERE d.state = 'waiting' AND d.due_at <= :at ORDER BY d.due_at LIMIT +:limit`
const old = `SELECT * FROM deliveries WHERE (state = 'kept' OR state = 'failed') AND created_at < :before
  ORDER BY created_at, task_id LIMIT +:limit OFFSET +:skip`

interface DueRow extends DeliveryTable {
  readonly account_id: number
  readonly invocation_id: number
  readonly bucket_url: string
  readonly key_prefix: string
}

export const dueDeliveries = (
  connection: Connection,
  { at, limit }: { at: number; limit: number },
): readonly DueDelivery[] =>
  connection.all<DueRow>(due, { at, limit }).map((row) => ({
    ...toDelivery(row),
    accountId: row.account_id,
    invocationId: row.invocation_id,
    delivery: { bucketUrl: row.bucket_url, keyPrefix: row.key_prefix },
  }))

export const oldDeliveries = (
  connection: Connection,
  { before, skip, limit }: { before: number; skip: number; limit: number },
): readonly Delivery[] => connection.all<DeliveryTable>(old, { before, skip, limit }).map(toDelivery)
