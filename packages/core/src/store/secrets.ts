import type { KeyringSlot, Resealed, SealedValue } from '../sealed.ts'

/** The keyring, and all that is sealed with it. */
export interface SecretStore {
  readKeyring(): Promise<readonly KeyringSlot[]>
  /** These slots in place of all that there were. */
  saveKeyring(keyring: { slots: readonly KeyringSlot[] }): Promise<void>
  /** Sealed values between two prefixes: those of one key begin alike. */
  listSealed(range: { from: Uint8Array; before: Uint8Array; limit: number }): Promise<readonly SealedValue[]>
  /** Values that are still as they were are replaced. */
  replaceSealed(values: { values: readonly Resealed[] }): Promise<void>
}
