import type { Caller } from '../accounts/account.ts'
import { refuseInstances } from '../accounts/authorise.ts'
import type { Tags } from '../instances/instance.ts'
import type { Deps } from '../ports.ts'

/** What has tags that change by themselves. */
export type TaggedKind = 'command' | 'instance' | 'invocation' | 'registerCode'

export interface TagChange {
  readonly kind: TaggedKind
  readonly ids: readonly number[]
  readonly set: Tags
  readonly remove: readonly string[]
}

/** Of one thing. Source: ECS, "Tag limits". */
export const maxTags = 20

/** Changes the tags of all of these, or of none. */
export async function changeTags(deps: Deps, caller: Caller, change: TagChange): Promise<void> {
  if (change.kind === 'instance') await refuseInstances(deps, caller, change.ids)
  await deps.store.changeTags({ ...change, accountId: caller.accountId, at: deps.clock.now() })
}
