import type { OutputDelivery } from '../commands/command.ts'
import { limits, type Task } from '../invocations/task.ts'
import type { Store } from '../store.ts'

/**
 * waiting    not there yet; `error` tells why the last attempt failed        delivered  in the bucket, at `url`
 * kept       on this server, for its stated days                             failed     given up; `error` tells why
 * expired    was kept, and is no more
 */
export type DeliveryState = 'waiting' | 'delivered' | 'kept' | 'failed' | 'expired'

/** What becomes of the whole output of a task that has ended. */
export interface Delivery {
  readonly taskId: number
  readonly state: DeliveryState
  /** Bytes that are held: the record's and those beyond it. */
  readonly size: number
  readonly attempts: number
  readonly url: string
  readonly error: string
  /** When the task had ended, and when to try next or, in the end, when it ended. */
  readonly createdAt: number
  readonly dueAt: number
  /** Of the last attempt. */
  readonly startedAt: number | undefined
  readonly endedAt: number | undefined
}

/** A delivery whose time has come, with whose it is. */
export interface DueDelivery extends Delivery {
  readonly accountId: number
  readonly invocationId: number
  readonly delivery: OutputDelivery
}

export type DeliveryChange = Pick<
  Delivery,
  'taskId' | 'state' | 'attempts' | 'url' | 'error' | 'dueAt' | 'startedAt' | 'endedAt'
>

/** Bytes of an output that the record does not hold. */
export const beyondRecord = (size: number): number => Math.max(0, size - limits.outputBytes)

const firstWaitMs = 5_000
const longestWaitMs = 600_000
/** What a bucket has not taken a day after the task ended is given up: its keys or its name are wrong. */
export const deliveryWindowMs = 86_400_000

/** After an attempt that failed: when to try again, or the end of it. */
export function afterFailure(
  { taskId, attempts, createdAt }: Pick<Delivery, 'taskId' | 'attempts' | 'createdAt'>,
  error: string,
  now: number,
): DeliveryChange {
  const dueAt = now + Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(attempts, 10))
  const state = dueAt > createdAt + deliveryWindowMs ? 'failed' : 'waiting'
  return { taskId, state, attempts: attempts + 1, url: '', error, dueAt, startedAt: undefined, endedAt: now }
}

/** The deliveries of those tasks that have one; nothing is read where none delivers. */
export async function deliveriesOf(
  store: Pick<Store, 'listDeliveries'>,
  tasks: readonly Pick<Task, 'id' | 'delivers'>[],
): Promise<ReadonlyMap<number, Delivery>> {
  const ids = tasks.filter(({ delivers }) => delivers).map(({ id }) => id)
  if (ids.length === 0) return new Map()
  return new Map((await store.listDeliveries(ids)).map((delivery) => [delivery.taskId, delivery]))
}
