import type { Caller } from '../accounts/account.ts'
import { refuseInstances } from '../accounts/authorise.ts'
import { MusterError } from '../errors.ts'
import type { Deps } from '../ports.ts'

/** Forgets a host: what it still had to do ends, its agent is cut off, and its key opens nothing any more. */
export async function removeInstance(deps: Deps, caller: Caller, id: number): Promise<void> {
  const { store, clock, nudge, announce } = deps
  await refuseInstances(deps, caller, [id])
  const moves = await store.removeInstance({ accountId: caller.accountId, id, at: clock.now() })
  if (!moves) throw noSuchInstance()
  nudge.cutOff([id])
  announce(moves)
}

export async function renameInstance(deps: Deps, caller: Caller, id: number, name: string): Promise<void> {
  const { store, clock } = deps
  await refuseInstances(deps, caller, [id])
  const found = await store.renameInstance({ accountId: caller.accountId, id, name, at: clock.now() })
  if (!found) throw noSuchInstance()
}

const noSuchInstance = () =>
  new MusterError('InstanceNotFound', 'There is no such instance in this account. List them with "muster hosts".')
