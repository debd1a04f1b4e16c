import { timingSafeEqual } from 'node:crypto'

/** A key with its opened secret. */
export interface HeldKey<Key> {
  readonly key: Key
  /** Only then it may sign. */
  readonly enabled: boolean
  readonly secret: string
  /** Undefined: the key needs no token and never ends. */
  readonly temporary?: { readonly token: string; readonly expiresAt: number } | undefined
}

export type FindKey<Key> = (keyId: string) => Promise<HeldKey<Key> | undefined>

export type TokenFault = 'unwanted' | 'wrong' | 'expired'

/** A temporary key counts with its own token and until its time; a lasting one comes without. */
export function faultOfToken({ temporary }: HeldKey<unknown>, token: string, now: number): TokenFault | undefined {
  if (!temporary) return token === '' ? undefined : 'unwanted'
  const [a, b] = [Buffer.from(temporary.token), Buffer.from(token)]
  if (a.length !== b.length || !timingSafeEqual(a, b)) return 'wrong'
  return now >= temporary.expiresAt ? 'expired' : undefined
}
