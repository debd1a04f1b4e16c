import type { Caller } from '../accounts/account.ts'
import { MusterError } from '../errors.ts'
import type { Deps } from '../ports.ts'

/** Lets these codes admit no more hosts, all of them or none. Hosts that they admitted stay. */
export async function disableRegisterCodes(
  { store, clock }: Deps,
  caller: Caller,
  ids: readonly number[],
): Promise<void> {
  if (!(await store.disableRegisterCodes({ accountId: caller.accountId, ids, at: clock.now() }))) throw noSuchCode()
}

export async function deleteRegisterCodes(
  { store, clock }: Deps,
  caller: Caller,
  ids: readonly number[],
): Promise<void> {
  if (!(await store.deleteRegisterCodes({ accountId: caller.accountId, ids, at: clock.now() }))) throw noSuchCode()
}

const noSuchCode = () =>
  new MusterError('RegisterCodeNotFound', 'There is no such register code in this account: nothing was changed.')
