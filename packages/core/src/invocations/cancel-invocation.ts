import type { Caller } from '../accounts/account.ts'
import { refuseInstances } from '../accounts/authorise.ts'
import { MusterError } from '../errors.ts'
import type { Deps } from '../ports.ts'
import { instancesOf } from './instances-of.ts'

/** Ends what has not been sent, and asks the hosts of the rest to stop. Undefined instances mean all of them. */
export async function cancelInvocation(
  deps: Deps,
  caller: Caller,
  invocationId: number,
  instanceIds: readonly number[] | undefined,
): Promise<void> {
  const { store, clock, nudge, announce } = deps
  const { items } = await store.listInvocations(caller.accountId, { ids: [invocationId] }, { offset: 0, limit: 1 })
  if (items.length === 0) throw new MusterError('InvocationNotFound', 'There is no such invocation in this account.')
  if (instanceIds) {
    const wanted = [...new Set(instanceIds)]
    const related = await store.listTasks(
      caller.accountId,
      { invocationIds: [invocationId], instanceIds: wanted },
      { offset: 0, limit: 0 },
    )
    if (related.total < wanted.length)
      throw new MusterError(
        'InstanceNotInInvocation',
        'An instance has no task in this invocation. List its tasks first.',
      )
  }
  if (caller.policy) await refuseInstances(deps, caller, instanceIds ?? (await instancesOf(deps, caller, invocationId)))
  const { ask, moves } = await store.cancelInvocation({ invocationId, instanceIds, at: clock.now() })
  announce(moves)
  nudge.cancel(ask)
}
