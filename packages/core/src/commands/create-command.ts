import type { Caller } from '../accounts/account.ts'
import type { Deps } from '../ports.ts'
import type { CommandDraft } from './command.ts'
import { sealDraft } from './seal.ts'

/** Stores a command; its name must be new in the account. */
export function createCommand(
  { store, clock, vault }: Deps,
  caller: Caller,
  draft: CommandDraft,
): Promise<{ id: number }> {
  return store.createCommand({ accountId: caller.accountId, draft: sealDraft(vault, draft), at: clock.now() })
}
