import { hkdfSync } from 'node:crypto'

/** Keys for different purposes that have nothing in common. */
export const deriveKey = (key: Uint8Array, purpose: string, bytes: number): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', key, '', `muster ${purpose}`, bytes))
