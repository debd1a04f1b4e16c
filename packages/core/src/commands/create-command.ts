import type { Caller } from '../accounts/account.ts'
import { refuseScript } from '../accounts/authorise.ts'
import { refuseUnknownBucket } from '../outputs/bucket.ts'
import type { Deps } from '../ports.ts'
import type { CommandDraft, Naming } from './command.ts'
import { sealDraft } from './seal.ts'

export async function createCommand(
  deps: Deps,
  caller: Caller,
  draft: CommandDraft,
  naming: Naming = 'unique',
): Promise<{ id: number }> {
  const { store, clock, vault } = deps
  refuseScript(caller)
  await refuseUnknownBucket(deps, caller.accountId, draft.delivery)
  return store.createCommand({
    accountId: caller.accountId,
    draft: sealDraft(vault, caller.accountId, draft),
    naming,
    at: clock.now(),
  })
}
