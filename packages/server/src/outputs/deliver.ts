import {
  afterFailure,
  bucketUrl,
  type DeliveryChange,
  type Deps,
  type DueDelivery,
  keptHere,
  sealedPlaces,
} from '@muster/core'
import type { Logger } from 'pino'
import type { Keeper } from './keeper.ts'
import { encodeKey } from './sigv4.ts'
import type { Spool } from './spool.ts'
import { Unreachable, upload } from './upload.ts'
import { wholeOutput } from './whole.ts'

/** One look at what is due: buckets are served side by side, so that one that hangs holds up only itself. */
const batch = 256
/** Uploads to one bucket at once. */
const together = 4

export interface DeliverParts {
  readonly deps: Deps
  readonly spool: Spool
  readonly keeper: Keeper | undefined
  readonly signal: AbortSignal
  readonly log: Logger
}

/** Delivers what is due. A server that is killed meanwhile does it again: the object has the same name and bytes. */
export async function deliverOutputs(parts: DeliverParts): Promise<void> {
  const { store, clock } = parts.deps
  while (!parts.signal.aborted) {
    const due = await store.dueDeliveries({ at: clock.now(), limit: batch })
    const buckets = Map.groupBy(due, ({ accountId, delivery }) => `${accountId} ${delivery.bucketUrl}`)
    await Promise.all([...buckets.values()].map((own) => deliverTo(parts, own)))
    if (due.length < batch) return
  }
}

/** Where one finds the bucket out of reach, those after it are not kept waiting to find the same. */
async function deliverTo(parts: DeliverParts, due: readonly DueDelivery[]): Promise<void> {
  const queue = due.values()
  let unreachable: Unreachable | undefined
  const work = async () => {
    for (const delivery of queue) {
      const startedAt = parts.deps.clock.now()
      const done = unreachable ?? (await attempt(parts, delivery).catch((error: unknown) => failureOf(error)))
      if (parts.signal.aborted) return
      if (done instanceof Unreachable) unreachable = done
      if (done instanceof Error) await postpone(parts, delivery, done)
      else await conclude(parts, delivery, { ...done, startedAt })
    }
  }
  await Promise.all(Array.from({ length: together }, work))
}

const failureOf = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

type Done = Pick<DeliveryChange, 'state' | 'url'>

async function conclude(
  { deps, spool }: DeliverParts,
  due: DueDelivery,
  done: Done & Pick<DeliveryChange, 'startedAt'>,
): Promise<void> {
  const endedAt = deps.clock.now()
  await deps.store.recordDelivery({ ...due, ...done, error: '', attempts: due.attempts + 1, endedAt })
  if (done.url !== '') await spool.remove(due.taskId)
}

async function postpone({ deps, log }: DeliverParts, due: DueDelivery, { message }: Error): Promise<void> {
  log.warn(
    { task: deps.nativeIds.format('task', due.taskId), bucket: due.delivery.bucketUrl, error: message },
    'not delivered',
  )
  await deps.store.recordDelivery(afterFailure(due, message, deps.clock.now()))
}

async function attempt({ deps, spool, keeper, signal }: DeliverParts, due: DueDelivery): Promise<Done> {
  const { store, clock, vault } = deps
  const { accountId, delivery } = due
  const bucket =
    delivery.bucketUrl === keptHere ? ownKeeping : await store.findBucket(accountId, bucketUrl(delivery.bucketUrl))
  if (!bucket) throw new Error('This server has no access to the bucket any more: add it with "muster buckets add".')
  const objectKey = objectKeyOf(deps, due)
  const parts = { objectKey, whole: wholeOutput(store, spool, due), now: clock.now(), signal }
  if (bucket.kind !== 'kept') {
    const secret = vault.open(bucket.sealedSecret, sealedPlaces.bucket(accountId, bucket.url))
    const key = { id: bucket.keyId, secret: Buffer.from(secret).toString() }
    await upload({ ...parts, bucket, key })
    return { state: 'delivered', url: `${bucket.url}/${encodeKey(objectKey)}` }
  }
  if (!keeper) return { state: 'kept', url: '' }
  await upload({ ...parts, bucket: keeper, key: keeper.key })
  return { state: 'kept', url: `${keeper.endpoint}/${encodeKey(objectKey)}` }
}

const ownKeeping = { kind: 'kept' } as const

/** `<prefix>/<invocation>/<task>`. */
function objectKeyOf({ nativeIds }: Deps, { taskId, invocationId, delivery }: DueDelivery): string {
  const prefix = delivery.keyPrefix.replace(/\/+$/, '')
  const own = `${nativeIds.format('invocation', invocationId)}/${nativeIds.format('task', taskId)}`
  return prefix === '' ? own : `${prefix}/${own}`
}
