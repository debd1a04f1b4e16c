import { generateKeyPairSync } from 'node:crypto'
import type { Chance, KeyringSlot } from '@muster/core'
import * as z from 'zod'
import { decrypt, encrypt } from './aes.ts'
import { deriveKey } from './derive.ts'

/** One key of the vault. Values that it has sealed begin with its number. */
export interface VaultKey {
  readonly id: number
  readonly key: Uint8Array
  /** When it was made. */
  readonly at: number
}

/** All keys of a server. They lie in the record, sealed as one by the master key, which seals nothing else. */
export interface Keyring {
  /** Public ids, tickets and links are derived from it: it stays when the others are rotated. */
  readonly root: Uint8Array
  /** Ed25519, PKCS#8 in PEM form: agents know the server by it. */
  readonly serverKey: string
  /** The last one seals; a rotation that has not ended has two. */
  readonly vault: readonly VaultKey[]
}

/** The number of the key that was the master key itself; what it sealed is bound to no place. */
export const unboundKey = 0

export const newVaultKey = (chance: Chance, id: number, at: number): VaultKey => ({ id, key: chance(32), at })

export const newServerKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string

/** Names a master key without telling it. */
export const masterName = (master: Uint8Array): string =>
  Buffer.from(deriveKey(master, 'name of the master key', 12)).toString('base64url')

const bound = 'keyring'
const bytes = z.base64().transform((text): Uint8Array => Buffer.from(text, 'base64'))
const Stored = z.object({
  root: bytes,
  serverKey: z.string(),
  vault: z.array(z.object({ id: z.int(), key: bytes, at: z.int() })),
})

export function sealKeyring(master: Uint8Array, { root, serverKey, vault }: Keyring): KeyringSlot {
  const text = (key: Uint8Array) => Buffer.from(key).toString('base64')
  const stored = { root: text(root), serverKey, vault: vault.map((each) => ({ ...each, key: text(each.key) })) }
  const sealed = encrypt(deriveKey(master, 'keyring', 32), Buffer.from(JSON.stringify(stored)), bound)
  return { master: masterName(master), sealed }
}

export const openKeyring = (master: Uint8Array, { sealed }: KeyringSlot): Keyring =>
  Stored.parse(JSON.parse(decrypt(deriveKey(master, 'keyring', 32), sealed, bound).toString()))
