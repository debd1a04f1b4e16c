import type { Caller } from '../accounts/account.ts'
import type { Deps } from '../ports.ts'

/** Far beyond the hosts that a record holds. */
const everything = { offset: 0, limit: 1_000_000 } as const

/** The hosts of an invocation. */
export async function instancesOf(
  { store }: Pick<Deps, 'store'>,
  { accountId }: Pick<Caller, 'accountId'>,
  invocationId: number,
): Promise<readonly number[]> {
  const filter = { invocationIds: [invocationId] }
  const { items } = await store.listTasks(accountId, filter, everything)
  return items.map(({ instanceId }) => instanceId)
}
