import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { Vault } from '@muster/core'
import { readIfThere, writePrivate } from './data-files.ts'

/** The one key all others are derived from, in `<data>/master.key`, mode 0600. Without it no secret can be read again. */
export function loadMasterKey(data: string): Uint8Array {
  const path = `${data}/master.key`
  const stored = readIfThere(path)
  if (stored !== undefined) {
    if (!/^[0-9a-f]{64}\n$/.test(stored))
      throw new Error(`${path} is damaged: restore it from a backup of the data folder.`)
    return Buffer.from(stored.trim(), 'hex')
  }
  const key = randomBytes(32)
  writePrivate(path, `${key.toString('hex')}\n`)
  return key
}

export const deriveKey = (master: Uint8Array, purpose: string, bytes: number): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', master, '', `muster ${purpose}`, bytes))

const ivBytes = 12
const tagBytes = 16

/** AES-256-GCM; a sealed value is its nonce, its tag and the ciphertext. */
export function createVault(master: Uint8Array): Vault {
  const key = deriveKey(master, 'vault', 32)
  return {
    seal: (clear) => {
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      const text = Buffer.concat([cipher.update(clear), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), text])
    },
    open: (sealed) => {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, ivBytes))
      decipher.setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes))
      return Buffer.concat([decipher.update(sealed.subarray(ivBytes + tagBytes)), decipher.final()])
    },
  }
}
