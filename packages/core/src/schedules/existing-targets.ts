import type { Target } from '../instances/instance.ts'
import type { Deps } from '../ports.ts'

/** Those that still exist, in the order of their ids. */
export async function existingTargets(
  { store }: Pick<Deps, 'store'>,
  accountId: number,
  ids: readonly number[],
): Promise<readonly Target[]> {
  const targets = await store.listTargets(accountId, { ids })
  return targets.toSorted((a, b) => a.id - b.id)
}
