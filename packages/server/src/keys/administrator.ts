import { type Chance, type Clock, newKeyPair, type Store, sealedPlaces, type Vault } from '@muster/core'
import { readIfThere, writePrivate } from './data-files.ts'

/** Sees to it that the first administrator has a key: the configured one, or one made here and kept in admin.json. */
export async function ensureAdministrator(
  parts: { readonly store: Store; readonly vault: Vault; readonly clock: Clock; readonly chance: Chance },
  data: string,
  configured: { readonly id: string; readonly secret: string } | undefined,
): Promise<void> {
  const key = configured ?? storedKey(data) ?? makeKey(data, parts.chance)
  const place = sealedPlaces.accessKey(key.id)
  const sealedSecret = parts.vault.seal(Buffer.from(key.secret), place)
  const known = await parts.store.findAccessKey(key.id)
  if (known && Buffer.from(parts.vault.open(known.sealedSecret, place)).equals(Buffer.from(key.secret))) return
  await parts.store.ensureAdministrator({ id: key.id, sealedSecret, at: parts.clock.now() })
}

function storedKey(data: string): { id: string; secret: string } | undefined {
  const text = readIfThere(`${data}/admin.json`)
  if (text === undefined) return undefined
  const { secretId, secretKey } = readObject(text)
  if (typeof secretId !== 'string' || typeof secretKey !== 'string')
    throw new Error(`${data}/admin.json needs "secretId" and "secretKey": mend it, or delete it for a new key.`)
  return { id: secretId, secret: secretKey }
}

function readObject(text: string): { readonly secretId?: unknown; readonly secretKey?: unknown } {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

function makeKey(data: string, chance: Chance): { id: string; secret: string } {
  const key = newKeyPair(chance)
  writePrivate(`${data}/admin.json`, `${JSON.stringify({ secretId: key.id, secretKey: key.secret }, null, 2)}\n`)
  return key
}
