export type Role = 'administrator' | 'operator' | 'reader'

/** Who makes a call: one user of one account, by one access key. */
export interface Caller {
  readonly accountId: number
  readonly userId: number
  readonly userName: string
  readonly role: Role
  readonly accessKeyId: string
}

export interface AccessKey {
  readonly id: string
  readonly accountId: number
  readonly userId: number
  readonly userName: string
  readonly role: Role
  /** The secret, sealed by the vault: a signature check needs it in clear, so a hash would not do. */
  readonly sealedSecret: Uint8Array
  /** For a temporary one: it counts with its token, until its time, and no longer than the key that it was made with. */
  readonly temporary: { readonly sealedToken: Uint8Array; readonly expiresAt: number } | undefined
  readonly enabled: boolean
  readonly createdAt: number
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
