import { createPublicKey, verify } from 'node:crypto'

/** Whether an agent's signature is good; a key that is none, or of another kind, makes none good. */
export function isSigned(publicKey: string, text: Uint8Array, signature: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'ed25519' && verify(null, text, key, Buffer.from(signature, 'base64'))
  } catch {
    return false
  }
}
