/**
 * What a sealed value is bound to: it opens nowhere else. Whoever can write to the database and no more cannot move the
 * secret of one account to where another would be given it.
 */
export const sealedPlaces = {
  accessKey: (id: string) => `access key ${id}`,
  token: (id: string) => `token ${id}`,
  registerCode: (accountId: number) => `register code ${accountId}`,
  bucket: (accountId: number, url: string) => `bucket ${accountId} ${url}`,
  act: (accountId: number) => `act ${accountId}`,
  parameters: (accountId: number) => `parameters ${accountId}`,
  storedParameter: (accountId: number, name: string) => `stored parameter ${accountId} ${name}`,
} as const

/** Where sealed values are stored. */
export type SealedKind =
  | 'accessKey'
  | 'token'
  | 'act'
  | 'registerCode'
  | 'bucket'
  | 'command'
  | 'schedule'
  | 'invocation'
  | 'storedParameter'

export interface SealedValue {
  readonly kind: SealedKind
  readonly place: string
  readonly sealed: Uint8Array
}

/** A value, and the same one sealed with another key. */
export interface Resealed extends Omit<SealedValue, 'place'> {
  readonly resealed: Uint8Array
}

/** The keys of the vault, sealed by a master key that this names. */
export interface KeyringSlot {
  readonly master: string
  readonly sealed: Uint8Array
}
