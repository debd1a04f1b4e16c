export const storedKinds = ['plain', 'secret'] as const
export type StoredKind = (typeof storedKinds)[number]

/** One version of a value of the account's parameter store, which scripts take by its name. */
export interface StoredParameter {
  readonly accountId: number
  readonly name: string
  /** From 1; a parameter that was deleted and made again begins anew. */
  readonly version: number
  readonly kind: StoredKind
  /** Empty where it is a secret. */
  readonly value: string
  readonly sealedValue: Uint8Array | undefined
  /** Who set it. */
  readonly userName: string
  readonly createdAt: number
}

export type NewStoredParameter = Omit<StoredParameter, 'version'>

/** Source of the value's: OOS, CreateParameter. Of the versions before the newest as many are kept. */
export const storedLimits = { valueBytes: 4096, versions: 100, name: /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}$/ } as const
