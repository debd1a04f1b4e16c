import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { fingerprint } from '@muster/protocol/agent'

/** The server's own Ed25519 key: agents know it by its fingerprint, and every task carries its signature. */
export interface ServerKey {
  /** SPKI in base64. */
  readonly publicKey: string
  readonly fingerprint: string
  readonly sign: (text: Uint8Array) => Buffer
}

export function readServerKey(pem: string): ServerKey {
  const privateKey = createPrivateKey(pem)
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64')
  return {
    publicKey,
    fingerprint: fingerprint(publicKey),
    sign: (text) => sign(null, text, privateKey),
  }
}
