import type { Deps } from '@muster/core'
import { deleteObject, type Keeper } from './keeper.ts'
import type { Spool } from './spool.ts'

const batch = 100

interface ForgetParts {
  readonly deps: Deps
  readonly spool: Spool
  readonly keeper: Keeper | undefined
  readonly keptMs: number
}

/** Lets go of what was kept for its days, and of what no bucket took: the record keeps its own part. */
export async function forgetOutputs({ deps, spool, keeper, keptMs }: ForgetParts): Promise<void> {
  const { store, clock } = deps
  for (;;) {
    const old = await store.oldDeliveries({ before: clock.now() - keptMs, limit: batch })
    for (const delivery of old) {
      if (keeper && delivery.url !== '') await deleteObject(keeper, delivery.url, clock.now())
      await store.recordDelivery({ ...delivery, url: '', state: 'expired' })
    }
    if (old.length < batch) break
  }
  await removeDone(deps, spool)
}

/** Also what a server that was killed had delivered and not yet removed. */
async function removeDone({ store }: Deps, spool: Spool): Promise<void> {
  for await (const taskIds of spool.list()) {
    const deliveries = await store.listDeliveries(taskIds)
    const done = deliveries.filter(({ state }) => state === 'delivered' || state === 'expired')
    for (const { taskId } of done) await spool.remove(taskId)
  }
}
