import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Ticket } from './resume.ts'

// Each text names its purpose, so that a signature made for one can serve for no other.
const text = (purpose: string, parts: readonly (string | number)[]) =>
  Buffer.from([`muster agent 1 ${purpose}`, ...parts].join('\n'))

export interface Nonces {
  readonly agent: string
  readonly server: string
}

/** What the server signs in its challenge. */
export const challengeText = (nonces: Nonces) => text('challenge', [nonces.agent, nonces.server])

/** What the agent signs, and what its proof is made of, when it enrols. */
export const registerText = (nonces: Nonces, code: string, publicKey: string, name: string) =>
  text('register', [nonces.agent, nonces.server, code, publicKey, JSON.stringify(name)])

/** What the agent signs when it connects. */
export const connectText = (nonces: Nonces, instance: string, epoch: number) =>
  text('connect', [nonces.agent, nonces.server, instance, epoch])

/** The secret of the ticket that was issued at an epoch: the server can always make it again and never stores it. */
export const ticketSecret = (ticketKey: string, instance: string, publicKey: string, issued: number): string =>
  mac(ticketKey, text('ticket', [instance, publicKey, issued]))

/** Shows knowledge of a ticket's secret; what the one side says can never serve as the other's. */
export const ticketProof = (secret: string, side: 'agent' | 'server', { instance, epoch, issued, nonce }: Ticket) =>
  mac(secret, text(`resume ${side}`, [instance, epoch, issued, nonce]))

/** Shows knowledge of a register code's secret; `proofKey` is SHA-256 of it. */
export const registerProof = (proofKey: Uint8Array, transcript: Uint8Array): string => mac(proofKey, transcript)

// A key that is a text takes 2 µs, one that is bytes 13: Node looks by an exception whether those are a key object.
const mac = (key: string | Uint8Array, message: Uint8Array): string =>
  createHmac('sha256', key).update(message).digest('base64')

/** Compares two proofs in a time that tells nothing of where they differ. */
export function sameProof(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** The name of a server's key, as the line for a new host carries it. `key` is the SPKI in base64. */
export const fingerprint = (key: string): string =>
  `SHA256:${createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64url')}`
