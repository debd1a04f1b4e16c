import { createHash } from 'node:crypto'
import type { Caller } from '../accounts/account.ts'
import type { Chance, Deps } from '../ports.ts'
import { sealedPlaces } from '../sealed.ts'
import type { InstanceKind, Tags } from './instance.ts'
import type { CodeNaming } from './register-code.ts'

export interface RegisterCodeDraft {
  readonly kind: InstanceKind
  readonly description: string
  readonly namePrefix: string
  readonly limit: number
  /** Undefined: for ever. */
  readonly hours: number | undefined
  readonly ipRange: string
  /** By default the host's own name. */
  readonly naming?: CodeNaming
  readonly tags?: Tags
}

/** The key of an agent's proof that it knows the secret. */
export const proofKeyOf = (secret: string): Uint8Array => createHash('sha256').update(secret).digest()

/** 64 hexadecimal digits. */
export const newCodeSecret = (chance: Chance): string => Buffer.from(chance(32)).toString('hex')

/** Makes a code; its secret is shown this once and is not stored. */
export async function createRegisterCode(
  { store, clock, chance, vault }: Deps,
  caller: Caller,
  draft: RegisterCodeDraft,
  secret: string = newCodeSecret(chance),
): Promise<{ id: number; secret: string }> {
  const now = clock.now()
  const { hours, naming = 'host', tags = {}, ...rest } = draft
  const { id } = await store.createRegisterCode({
    ...rest,
    naming,
    tags,
    accountId: caller.accountId,
    expiresAt: hours === undefined ? undefined : now + hours * 3_600_000,
    enabled: true,
    createdAt: now,
    sealedProofKey: vault.seal(proofKeyOf(secret), sealedPlaces.registerCode(caller.accountId)),
  })
  return { id, secret }
}
