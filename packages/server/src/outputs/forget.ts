import type { Delivery, Deps } from '@muster/core'
import type { Logger } from 'pino'
import { deleteObject, type Keeper } from './keeper.ts'
import type { Spool } from './spool.ts'

const batch = 100

interface ForgetParts {
  readonly deps: Deps
  readonly spool: Spool
  readonly keeper: Keeper | undefined
  readonly keptMs: number
  readonly log: Logger
}

/** Lets go of what was kept for its days, and of what no bucket took: the record keeps its own part. */
export async function forgetOutputs({ deps, spool, keeper, keptMs, log }: ForgetParts): Promise<void> {
  const { store, clock } = deps
  const remove = createRemove(deps, keeper)
  // What stays is the oldest there is, and must not hide what comes behind it.
  let left = 0
  let why = ''
  for (;;) {
    const old = await store.oldDeliveries({ before: clock.now() - keptMs, skip: left, limit: batch })
    for (const delivery of old) {
      const problem = await remove(delivery)
      if (problem === undefined) await store.recordDelivery({ ...delivery, url: '', state: 'expired' })
      else {
        left += 1
        why = problem
      }
    }
    if (old.length < batch) break
  }
  if (left > 0) log.warn({ outputs: left, why }, 'outputs were kept for their days and could not be deleted')
  await removeDone(deps, spool)
}

/** Says why an object stays; a place that does not answer is asked once. */
function createRemove({ clock }: Deps, keeper: Keeper | undefined) {
  const silent = new Map<string, string>()
  return async ({ url }: Delivery): Promise<string | undefined> => {
    if (!keeper || url === '') return undefined
    const { origin } = new URL(url)
    const known = silent.get(origin)
    if (known !== undefined) return known
    try {
      const answer = await deleteObject(keeper, url, clock.now())
      return answer === 'deleted' ? undefined : `${url} could not be deleted: the bucket answered ${answer}`
    } catch (error) {
      const why = `${origin} does not answer: ${error}`
      silent.set(origin, why)
      return why
    }
  }
}

/** Also what a server that was killed had delivered and not yet removed. */
async function removeDone({ store }: Deps, spool: Spool): Promise<void> {
  for await (const taskIds of spool.list()) {
    const deliveries = await store.listDeliveries(taskIds)
    const done = deliveries.filter(({ state }) => state === 'delivered' || state === 'expired')
    for (const { taskId } of done) await spool.remove(taskId)
  }
}
