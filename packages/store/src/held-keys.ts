import type { AccessKey } from '@muster/core'
import type { Engine } from './engine.ts'
import { findAccessKey } from './operations/find-access-key.ts'

/** Far more keys than sign calls at one time; beyond them all are looked up anew. */
const most = 1000

/**
 * Each call asks for the key that signed it. What was found is held until a key is made, changed or disabled, and is let
 * go before the one who did it hears that it is done: a server has its record to itself, so nobody else changes keys.
 */
export interface HeldKeys {
  readonly find: (id: string) => Promise<AccessKey | undefined>
  readonly forget: () => void
}

export function holdKeys(engine: Engine): HeldKeys {
  const held = new Map<string, AccessKey>()
  const lookUp = (id: string) => {
    const key = engine.read((connection) => findAccessKey(connection, id))
    if (held.size >= most) held.clear()
    if (key) held.set(id, key)
    return key
  }
  return { find: async (id) => held.get(id) ?? lookUp(id), forget: () => held.clear() }
}
