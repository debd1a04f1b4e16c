import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { fingerprint } from '@muster/protocol/agent'
import { readIfThere, writePrivate } from './data-files.ts'

/** The server's own Ed25519 key: agents know it by its fingerprint, and every task carries its signature. */
export interface ServerKey {
  /** SPKI in base64. */
  readonly publicKey: string
  readonly fingerprint: string
  readonly sign: (text: Uint8Array) => Buffer
}

export function loadServerKey(data: string): ServerKey {
  const path = `${data}/server.key`
  const pem = readIfThere(path) ?? createKey(path)
  const privateKey = createPrivateKey(pem)
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64')
  return {
    publicKey,
    fingerprint: fingerprint(publicKey),
    sign: (text) => sign(null, text, privateKey),
  }
}

function createKey(path: string): string {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  writePrivate(path, pem)
  return pem
}
