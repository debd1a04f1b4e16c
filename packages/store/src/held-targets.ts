import type { InstanceFilter, Target } from '@muster/core'
import type { Engine } from './engine.ts'
import { listTargets } from './operations/list-targets.ts'

/** Beyond a full server's hosts all are looked up anew. */
const most = 20_000

/**
 * Each call names the hosts that it is to run on. What was found of one is held until any host comes, goes or changes,
 * which a sign of life does not do: a look-up after a commit, which reads its pages anew, is a sixth of what the main
 * thread does for a call.
 */
export interface HeldTargets {
  readonly list: (accountId: number, filter: InstanceFilter) => Promise<readonly Target[]>
  readonly forget: () => void
}

interface Held {
  readonly accountId: number
  readonly target: Target
}

/** Each once, the lowest first, as most calls name them. */
function inOrder(ids: readonly number[]): readonly number[] {
  if (ids.every((id, index) => index === 0 || id > (ids[index - 1] ?? 0))) return ids
  return [...new Set(ids)].sort((a, b) => a - b)
}

export function holdTargets(engine: Engine): HeldTargets {
  const held = new Map<number, Held>()
  const lookUp = (accountId: number, filter: InstanceFilter) =>
    engine.read((connection) => listTargets(connection, accountId, filter))

  const find = (accountId: number, ids: readonly number[]): readonly Target[] => {
    const missing = ids.filter((id) => !held.has(id))
    if (held.size + missing.length > most) return lookUpAll(accountId, ids)
    if (missing.length > 0)
      for (const target of lookUp(accountId, { ids: missing })) held.set(target.id, { accountId, target })
    const found: Target[] = []
    for (const id of inOrder(ids)) {
      const each = held.get(id)
      if (each?.accountId === accountId) found.push(each.target)
    }
    return found
  }
  const lookUpAll = (accountId: number, ids: readonly number[]) => {
    held.clear()
    return lookUp(accountId, { ids })
  }

  return {
    list: async (accountId, filter) => {
      const { ids } = filter
      const only = Object.values(filter).every((value) => value === undefined || value === ids)
      return ids && only ? find(accountId, ids) : lookUp(accountId, filter)
    },
    forget: () => held.clear(),
  }
}
