import type { AccessKey, Account, Audit, Role, User } from '../accounts/account.ts'
import type { Policy } from '../accounts/policy.ts'
import type { Holdings } from '../accounts/quotas.ts'
import type { Settings } from '../accounts/settings.ts'
import type { Listing, Page } from '../filters.ts'
import type { TagChange } from '../tags/change-tags.ts'

/** A policy that is there but undefined is taken away. */
export type UserChange = { readonly enabled: boolean } | { readonly policy: Policy | undefined }

/** Accounts with their users, keys, settings and quotas, the tags of what they have, and the audit log. */
export interface AccountStore {
  /** Makes the account, its administrator and the key, or gives the key a new secret, unless all is as asked. */
  ensureAdministrator(key: { id: string; sealedSecret: Uint8Array; at: number }): Promise<void>
  /** With its first administrator; refuses with AccountNameTaken. */
  createAccount(account: {
    name: string
    userName: string
    keyId: string
    sealedSecret: Uint8Array
    at: number
  }): Promise<AccessKey>
  listAccounts(): Promise<readonly Account[]>
  /** Refuses with UserNameTaken. */
  createUser(user: { accountId: number; name: string; policy: Policy | undefined; at: number }): Promise<User>
  /** Undefined when the account has no such user. */
  changeUser(user: { accountId: number; name: string; change: UserChange }): Promise<User | undefined>
  listUsers(accountId: number): Promise<readonly User[]>
  /** Invocations of the user that stay on their hosts and have not ended. */
  findRepeating(userId: number): Promise<readonly number[]>
  /** Makes the user as well, unless it is there. */
  createAccessKey(key: {
    id: string
    accountId: number
    userName: string
    role: Role
    sealedSecret: Uint8Array
    temporary?: { sealedToken: Uint8Array; expiresAt: number; parentId: string }
    at: number
  }): Promise<AccessKey>
  disableAccessKey(key: { accountId: number; id: string }): Promise<boolean>
  findAccessKey(id: string): Promise<AccessKey | undefined>
  listAccessKeys(accountId: number): Promise<readonly AccessKey[]>
  listAudit(accountId: number, page: Page): Promise<Listing<Audit>>

  /** The usual ones where the account has settled nothing. */
  findSettings(accountId: number): Promise<Settings>
  saveSettings(settings: { accountId: number; change: Partial<Settings>; at: number }): Promise<void>
  /** Refuses with TaggedNotFound and TagsTooMany. */
  changeTags(change: TagChange & { accountId: number; at: number }): Promise<void>

  /** Of what has a quota. */
  countHoldings(accountId: number): Promise<Holdings>
}
