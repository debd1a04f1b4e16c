import type { Deps } from '@muster/core'
import type { Spool } from './spool.ts'

const batch = 100

/** Lets go of what was kept for its days, and of what no bucket took: the record keeps its own part. */
export async function forgetOutputs({ store, clock }: Deps, spool: Spool, keptMs: number): Promise<void> {
  for (;;) {
    const old = await store.oldDeliveries({ before: clock.now() - keptMs, limit: batch })
    for (const delivery of old) {
      await spool.remove(delivery.taskId)
      await store.recordDelivery({ ...delivery, state: 'expired' })
    }
    if (old.length < batch) return
  }
}
