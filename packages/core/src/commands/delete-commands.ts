import type { Caller } from '../accounts/account.ts'
import type { Deps } from '../ports.ts'

/** Deletes all of these commands, or none. What they have run stays in the record. */
export function deleteCommands({ store, clock }: Deps, caller: Caller, ids: readonly number[]): Promise<void> {
  return store.deleteCommands({ accountId: caller.accountId, ids: [...new Set(ids)], at: clock.now() })
}
