import type { Bucket } from '../outputs/bucket.ts'
import type { Delivery, DeliveryChange, DueDelivery } from '../outputs/delivery.ts'

/** Whole outputs, and the buckets they go to. */
export interface DeliveryStore {
  /** Puts it in the place of one with the same address. */
  saveBucket(bucket: Bucket): Promise<void>
  /** Whether the account had it. */
  deleteBucket(bucket: { accountId: number; url: string }): Promise<boolean>
  listBuckets(accountId: number): Promise<readonly Bucket[]>
  findBucket(accountId: number, url: string): Promise<Bucket | undefined>
  /** Of these tasks those that are open and deliver, each with its instance. */
  openDeliveries(taskIds: readonly number[]): Promise<readonly { taskId: number; instanceId: number }[]>
  /** Waiting ones whose time has come, the longest waiting first. */
  dueDeliveries(due: { at: number; limit: number }): Promise<readonly DueDelivery[]>
  /** Those that are kept or were given up, of tasks that ended before this time, the oldest first, without the first ones. */
  oldDeliveries(old: { before: number; skip: number; limit: number }): Promise<readonly Delivery[]>
  listDeliveries(taskIds: readonly number[]): Promise<readonly Delivery[]>
  recordDelivery(change: DeliveryChange): Promise<void>
  /** All of an output that the record holds, even a last character that it shows nobody because it is cut. */
  readHead(taskId: number): Promise<Uint8Array>
}
