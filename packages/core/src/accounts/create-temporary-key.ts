import { MusterError } from '../errors.ts'
import type { Deps } from '../ports.ts'
import { sealedPlaces } from '../sealed.ts'
import { type AccessKey, type Caller, mayGive, type Role } from './account.ts'
import { newKeyPair, randomText } from './create-access-key.ts'

const tokenLength = 128

/**
 * A key of the caller's own user that ends by itself; secret and token are shown this once. It may do what the caller may
 * or less, and cannot make another one, so that none outlives the key that is behind it.
 */
export async function createTemporaryKey(
  { store, clock, chance, vault }: Deps,
  caller: Caller,
  { role, seconds }: { readonly role: Role; readonly seconds: number },
): Promise<{ key: AccessKey; secret: string; token: string }> {
  const own = await store.findAccessKey(caller.accessKeyId)
  if (!own || own.temporary)
    throw new MusterError('AccessDenied', 'A temporary key makes no other key: use the one that it was made with.')
  if (!mayGive(caller.role, role))
    throw new MusterError('AccessDenied', `A key with the role ${caller.role} gives no key with the role ${role}.`)
  const { id, secret } = newKeyPair(chance)
  const token = randomText(chance, tokenLength)
  const at = clock.now()
  const key = await store.createAccessKey({
    id,
    accountId: caller.accountId,
    userName: caller.userName,
    role,
    sealedSecret: vault.seal(Buffer.from(secret), sealedPlaces.accessKey(id)),
    temporary: {
      sealedToken: vault.seal(Buffer.from(token), sealedPlaces.token(id)),
      expiresAt: at + seconds * 1000,
      parentId: own.id,
    },
    at,
  })
  return { key, secret, token }
}
