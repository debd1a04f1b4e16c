import { afterFailure, bucketUrl, type DeliveryChange, type Deps, type DueDelivery, keptHere } from '@muster/core'
import type { Logger } from 'pino'
import { encodeKey } from './sigv4.ts'
import type { Spool } from './spool.ts'
import { upload } from './upload.ts'
import { wholeOutput } from './whole.ts'

/** At once: a bucket that hangs must not hold up the others, and each costs little memory. */
const together = 8

export interface DeliverParts {
  readonly deps: Deps
  readonly spool: Spool
  readonly signal: AbortSignal
  readonly log: Logger
}

/** Delivers what is due. A server that is killed meanwhile does it again: the object has the same name and bytes. */
export async function deliverOutputs(parts: DeliverParts): Promise<void> {
  const { store, clock } = parts.deps
  while (!parts.signal.aborted) {
    const due = await store.dueDeliveries({ at: clock.now(), limit: together })
    await Promise.all(due.map((delivery) => deliver(parts, delivery)))
    if (due.length < together) return
  }
}

async function deliver(parts: DeliverParts, due: DueDelivery): Promise<void> {
  const { deps, spool, signal, log } = parts
  const { taskId } = due
  const startedAt = deps.clock.now()
  try {
    const done = await attempt(parts, due)
    await deps.store.recordDelivery({ ...done, attempts: due.attempts + 1, startedAt, endedAt: deps.clock.now() })
    if (done.state === 'delivered') await spool.remove(taskId)
  } catch (error) {
    if (signal.aborted) return
    const words = error instanceof Error ? error.message || error.name : String(error)
    log.warn(
      { task: deps.nativeIds.format('task', taskId), bucket: due.delivery.bucketUrl, error: words },
      'no delivery',
    )
    await deps.store.recordDelivery(afterFailure(due, { error: words, startedAt, now: deps.clock.now() }))
  }
}

type Done = Pick<DeliveryChange, 'taskId' | 'state' | 'url' | 'error' | 'dueAt'>

async function attempt({ deps, spool, signal }: DeliverParts, due: DueDelivery): Promise<Done> {
  const { store, clock, vault } = deps
  const { taskId, accountId, delivery, dueAt } = due
  const kept: Done = { taskId, state: 'kept', url: '', error: '', dueAt }
  if (delivery.bucketUrl === keptHere) return kept
  const bucket = await store.findBucket(accountId, bucketUrl(delivery.bucketUrl))
  if (!bucket) throw new Error('This server has no access to the bucket any more: add it with "muster buckets add".')
  if (bucket.kind === 'kept') return kept
  const objectKey = objectKeyOf(deps, due)
  const key = { id: bucket.keyId, secret: Buffer.from(vault.open(bucket.sealedSecret)).toString() }
  await upload({ bucket, key, objectKey, whole: wholeOutput(store, spool, due), now: clock.now(), signal })
  return { ...kept, state: 'delivered', url: `${bucket.url}/${encodeKey(objectKey)}` }
}

/** `<prefix>/<invocation>/<task>`. */
function objectKeyOf({ nativeIds }: Deps, { taskId, invocationId, delivery }: DueDelivery): string {
  const prefix = delivery.keyPrefix.replace(/\/+$/, '')
  const own = `${nativeIds.format('invocation', invocationId)}/${nativeIds.format('task', taskId)}`
  return prefix === '' ? own : `${prefix}/${own}`
}
