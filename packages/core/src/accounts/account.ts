import type { Policy } from './policy.ts'

export type Role = 'administrator' | 'operator' | 'reader'

/** The first account: its administrators make the others. */
export const rootAccountId = 1

export interface Account {
  readonly id: number
  readonly name: string
  readonly createdAt: number
}

/** Someone of an account; what each of their keys may do is its role, within the policy of them all. */
export interface User {
  readonly id: number
  readonly accountId: number
  readonly name: string
  readonly policy: Policy | undefined
  readonly enabled: boolean
  readonly createdAt: number
}

/** Who makes a call: one user of one account, by one access key. */
export interface Caller {
  readonly accountId: number
  readonly userId: number
  readonly userName: string
  readonly role: Role
  readonly policy: Policy | undefined
  readonly accessKeyId: string
}

/** The account of public commands, which no user is of. */
export const publicAccount = 0

export interface AccessKey {
  readonly id: string
  readonly accountId: number
  readonly userId: number
  readonly userName: string
  readonly role: Role
  /** Of its user. */
  readonly policy: Policy | undefined
  /** The secret, sealed by the vault: a signature check needs it in clear, so a hash would not do. */
  readonly sealedSecret: Uint8Array
  /** For a temporary one: it counts with its token, until its time, and no longer than the key that it was made with. */
  readonly temporary: { readonly sealedToken: Uint8Array; readonly expiresAt: number } | undefined
  /** Itself and its user. */
  readonly enabled: boolean
  readonly createdAt: number
}

export function callerOf({ accountId, userId, userName, role, policy, id }: AccessKey): Caller {
  return { accountId, userId, userName, role, policy, accessKeyId: id }
}

/** One line of the audit log, stored in the transaction of the act it tells of. */
export interface Audit {
  readonly accountId: number
  readonly userId: number | undefined
  readonly accessKeyId: string | undefined
  /** `dialect:Action`, for instance `tat:RunCommand` or `native:createRun`. */
  readonly action: string
  readonly requestId: string
  readonly source: string
  readonly at: number
}

const ranks: Record<Role, number> = { reader: 0, operator: 1, administrator: 2 }

/** Whether the holder of one role may give another. */
export const mayGive = (own: Role, given: Role): boolean => ranks[given] <= ranks[own]

/** Whether a role may make calls that change something, or only those that read. */
export function mayCall(role: Role, access: 'read' | 'write'): boolean {
  return access === 'read' || role !== 'reader'
}
