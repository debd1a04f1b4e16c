import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'

export interface KeyPair {
  readonly privateKey: KeyObject
  /** SPKI in base64, as it travels. */
  readonly publicKey: string
}

const spki = (key: KeyObject) => key.export({ type: 'spki', format: 'der' }).toString('base64')

export function generateKeys(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return { privateKey, publicKey: spki(publicKey) }
}

export const exportPrivateKey = ({ privateKey }: KeyPair): string =>
  privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')

export function importPrivateKey(pkcs8: string): KeyPair {
  const privateKey = createPrivateKey({ key: Buffer.from(pkcs8, 'base64'), format: 'der', type: 'pkcs8' })
  return { privateKey, publicKey: spki(createPublicKey(privateKey)) }
}

export const signText = ({ privateKey }: KeyPair, text: Uint8Array): string =>
  sign(null, text, privateKey).toString('base64')

export interface Verifier {
  readonly isGood: (text: Uint8Array, signature: Uint8Array) => boolean
  /** The same in the thread pool. */
  readonly isGoodAside: (text: Uint8Array, signature: Uint8Array) => Promise<boolean>
}

const never: Verifier = { isGood: () => false, isGoodAside: async () => false }

/** Whether a signature is good; a key that is none, or of another kind, makes none good. */
export function verifierOf(publicKey: string): Verifier {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
    if (key.asymmetricKeyType !== 'ed25519') return never
    return {
      isGood: (text, signature) => verify(null, text, key, signature),
      isGoodAside: (text, signature) =>
        new Promise((resolve) => verify(null, text, key, signature, (error, good) => resolve(!error && good))),
    }
  } catch {
    return never
  }
}

export const isSigned = (publicKey: string, text: Uint8Array, signature: string): boolean =>
  verifierOf(publicKey).isGood(text, Buffer.from(signature, 'base64'))
