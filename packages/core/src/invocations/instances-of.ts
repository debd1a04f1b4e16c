import type { Caller } from '../accounts/account.ts'
import type { Deps } from '../ports.ts'

/** The hosts of an invocation; there is no limit to how many it may have. */
export async function instancesOf(
  { store }: Pick<Deps, 'store'>,
  { accountId }: Pick<Caller, 'accountId'>,
  invocationId: number,
): Promise<readonly number[]> {
  const filter = { invocationIds: [invocationId] }
  const { items } = await store.listTasks(accountId, filter, { offset: 0, limit: 1_000_000 })
  return items.map(({ instanceId }) => instanceId)
}
