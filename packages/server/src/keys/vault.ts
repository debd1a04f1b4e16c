import type { Vault } from '@muster/core'
import { decrypt, encrypt } from './aes.ts'
import { unboundKey, type VaultKey } from './keyring.ts'

const numberBytes = 4

/** What all values that a key has sealed begin with. */
export function prefixOf(id: number): Buffer {
  const prefix = Buffer.alloc(numberBytes)
  prefix.writeUInt32BE(id)
  return prefix
}

export interface RotatingVault extends Vault {
  /** Seals with the last of these from now on, and opens what any of them has sealed. */
  readonly take: (keys: readonly VaultKey[]) => void
}

/** AES-256-GCM; a sealed value is the number of its key, its nonce, its tag and the ciphertext. */
export function createVault(keys: readonly VaultKey[]): RotatingVault {
  // What was read before it was sealed anew is opened after that: a key that is forgotten goes with the process.
  const known = new Map<number, Uint8Array>()
  let current: VaultKey
  const take = (next: readonly VaultKey[]) => {
    const last = next.at(-1)
    if (!last) throw new Error('A vault needs a key.')
    current = last
    for (const { id, key } of next) known.set(id, key)
  }
  take(keys)
  return {
    take,
    seal: (clear, place) => Buffer.concat([prefixOf(current.id), encrypt(current.key, clear, place)]),
    open: (sealed, place) => {
      const id = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength).readUInt32BE()
      const key = known.get(id)
      if (!key) throw new Error(`No key has the number ${id}: the database is not that of this keyring.`)
      return decrypt(key, sealed.subarray(numberBytes), id === unboundKey ? '' : place)
    },
  }
}
