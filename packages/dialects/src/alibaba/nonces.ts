import { hash } from 'node:crypto'
import { AlibabaError } from './errors.ts'
import { maxSkewMs } from './keys.ts'

/** About 20 MB. Beyond 110 signed requests a second the oldest nonce is forgotten before its quarter of an hour is over. */
const maxNonces = 200_000

/** Remembers what was signed with each key for as long as its time counts; refuses to see it twice. */
export type UseNonce = (keyId: string, nonce: string) => void

export function createNonces(clock: { readonly now: () => number }): UseNonce {
  const until = new Map<string, number>()
  return (keyId, nonce) => {
    const now = clock.now()
    // A digest, so that a long nonce takes no more room than a short one.
    const name = hash('sha256', `${keyId}\n${nonce}`, 'base64').slice(0, 16)
    if ((until.get(name) ?? 0) > now) throw new AlibabaError('SignatureNonceUsed', 'Sign each request with a new one.')
    until.delete(name)
    // The time of a request may lie ahead by as much as it may lie behind.
    until.set(name, now + 2 * maxSkewMs)
    for (const [oldest, end] of until) {
      if (end > now && until.size <= maxNonces) break
      until.delete(oldest)
    }
  }
}
