import { MusterError } from '../errors.ts'
import type { Deps } from '../ports.ts'
import { sealedPlaces } from '../sealed.ts'
import type { UserChange } from '../store/accounts.ts'
import type { AccessKey, Account, Caller, User } from './account.ts'
import { requireAdministrator, requireRoot } from './authorise.ts'
import { newKeyPair } from './create-access-key.ts'
import type { Policy } from './policy.ts'

/** Makes an account with its first administrator, whose secret is shown this once. */
export async function createAccount(
  { store, clock, chance, vault }: Deps,
  caller: Caller,
  { name, userName }: { readonly name: string; readonly userName: string },
): Promise<{ key: AccessKey; secret: string }> {
  requireRoot(caller, 'accounts')
  const { id: keyId, secret } = newKeyPair(chance)
  const key = await store.createAccount({
    name,
    userName,
    keyId,
    sealedSecret: vault.seal(Buffer.from(secret), sealedPlaces.accessKey(keyId)),
    at: clock.now(),
  })
  return { key, secret }
}

export async function listAccounts({ store }: Deps, caller: Caller): Promise<readonly Account[]> {
  requireRoot(caller, 'accounts')
  return store.listAccounts()
}

/** Makes a user without a key. */
export function createUser(
  { store, clock }: Deps,
  caller: Caller,
  draft: { readonly name: string; readonly policy: Policy | undefined },
): Promise<User> {
  requireAdministrator(caller, 'users')
  return store.createUser({ ...draft, accountId: caller.accountId, at: clock.now() })
}

/** Turns a user off or on, with all of its keys, or gives it another policy; what its keys may do changes at once. */
export async function changeUser(deps: Deps, caller: Caller, name: string, change: UserChange): Promise<User> {
  const { store } = deps
  requireAdministrator(caller, 'users')
  if (name === caller.userName)
    throw new MusterError('InvalidRequest', 'This is your own user: let another administrator change it.')
  const user = await store.changeUser({ accountId: caller.accountId, name, change })
  if (!user) throw new MusterError('UserNotFound', `There is no user ${name} in this account.`)
  if (!user.enabled) await stopRepeating(deps, user)
  return user
}

/** What stays on its hosts would go on in the name of a user who is nobody any more. */
async function stopRepeating({ store, clock, announce, nudge }: Deps, user: User): Promise<void> {
  for (const invocationId of await store.findRepeating(user.id)) {
    const { ask, moves } = await store.cancelInvocation({ invocationId, instanceIds: undefined, at: clock.now() })
    announce(moves)
    nudge.cancel(ask)
  }
}
