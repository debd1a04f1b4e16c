import type { Deps } from '../ports.ts'
import { sealedPlaces } from '../sealed.ts'
import type { AccessKey, Caller, Role } from './account.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Letters and digits only, as both vendors' clients expect; 62⁄256 of bias costs under a tenth of a bit each. */
export function randomText(chance: Deps['chance'], length: number): string {
  return [...chance(length)].map((byte) => alphabet[byte % alphabet.length]).join('')
}

/** An id is as long as Tencent's; a secret has 238 bits. */
const [idLength, secretLength] = [32, 40]

export const newKeyPair = (chance: Deps['chance']): { readonly id: string; readonly secret: string } => ({
  id: `AKID${randomText(chance, idLength)}`,
  secret: randomText(chance, secretLength),
})

/** A key for a user of the caller's account; its secret is shown this once and lies sealed in the store. */
export async function createAccessKey(
  { store, clock, chance, vault }: Deps,
  caller: Caller,
  draft: { readonly userName: string; readonly role: Role },
): Promise<{ key: AccessKey; secret: string }> {
  const { id, secret } = newKeyPair(chance)
  const key = await store.createAccessKey({
    id,
    accountId: caller.accountId,
    userName: draft.userName,
    role: draft.role,
    sealedSecret: vault.seal(Buffer.from(secret), sealedPlaces.accessKey(id)),
    at: clock.now(),
  })
  return { key, secret }
}
