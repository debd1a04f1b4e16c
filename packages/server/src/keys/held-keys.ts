import type { AccessKey, Store, Vault } from '@muster/core'
import type { FindKey, HeldKey } from '@muster/dialects'

type Opened = HeldKey<AccessKey> & { readonly sealed: Uint8Array }

/** Temporary keys come and go: beyond this many, all are opened anew. */
const maxOpened = 10_000

/** Access keys with their secrets opened; to open one for every call was an eighth of the cost of a signed read. */
export function createKeyFinder(store: Pick<Store, 'findAccessKey'>, vault: Vault): FindKey<AccessKey> {
  const opened = new Map<string, Opened>()
  const open = (sealed: Uint8Array) => Buffer.from(vault.open(sealed)).toString()
  return async (id) => {
    const key = await store.findAccessKey(id)
    if (!key) return undefined
    const known = opened.get(id)
    if (known && Buffer.compare(known.sealed, key.sealedSecret) === 0) return { ...known, key }
    const temporary = key.temporary && {
      token: open(key.temporary.sealedToken),
      expiresAt: key.temporary.expiresAt,
    }
    const held = { key, secret: open(key.sealedSecret), temporary, sealed: key.sealedSecret }
    if (opened.size >= maxOpened) opened.clear()
    opened.set(id, held)
    return held
  }
}
