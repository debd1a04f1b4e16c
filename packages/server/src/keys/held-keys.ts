import { type AccessKey, type Store, sealedPlaces, type Vault } from '@muster/core'
import type { FindKey, HeldKey } from '@muster/dialects'

/**
 * Access keys with their secrets opened. The store gives the same object for a key until a key changes: to open it for
 * every call was an eighth of the cost of a signed read.
 */
export function createKeyFinder(store: Pick<Store, 'findAccessKey'>, vault: Vault): FindKey<AccessKey> {
  const opened = new WeakMap<AccessKey, HeldKey<AccessKey>>()
  const open = (sealed: Uint8Array, place: string) => Buffer.from(vault.open(sealed, place)).toString()
  return async (id) => {
    const key = await store.findAccessKey(id)
    if (!key) return undefined
    const known = opened.get(key)
    if (known) return known
    const temporary = key.temporary && {
      token: open(key.temporary.sealedToken, sealedPlaces.token(id)),
      expiresAt: key.temporary.expiresAt,
    }
    const held = { key, enabled: key.enabled, secret: open(key.sealedSecret, sealedPlaces.accessKey(id)), temporary }
    opened.set(key, held)
    return held
  }
}
