import { createHash } from 'node:crypto'
import type { Caller } from '../accounts/account.ts'
import type { Deps } from '../ports.ts'
import { sealedPlaces } from '../sealed.ts'
import type { InstanceKind } from './instance.ts'

export interface RegisterCodeDraft {
  readonly kind: InstanceKind
  readonly description: string
  readonly namePrefix: string
  readonly limit: number
  /** Undefined: for ever. */
  readonly hours: number | undefined
  readonly ipRange: string
}

/** The key of an agent's proof that it knows the secret. */
export const proofKeyOf = (secret: string): Uint8Array => createHash('sha256').update(secret).digest()

/** Makes a code; its secret, 64 hexadecimal digits, is shown this once and is not stored. */
export async function createRegisterCode(
  { store, clock, chance, vault }: Deps,
  caller: Caller,
  draft: RegisterCodeDraft,
): Promise<{ id: number; secret: string }> {
  const now = clock.now()
  const secret = Buffer.from(chance(32)).toString('hex')
  const { hours, ...rest } = draft
  const { id } = await store.createRegisterCode({
    ...rest,
    accountId: caller.accountId,
    expiresAt: hours === undefined ? undefined : now + hours * 3_600_000,
    enabled: true,
    createdAt: now,
    sealedProofKey: vault.seal(proofKeyOf(secret), sealedPlaces.registerCode(caller.accountId)),
  })
  return { id, secret }
}
