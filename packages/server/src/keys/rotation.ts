import type { Chance, Clock, Store } from '@muster/core'
import type { Logger } from 'pino'
import { type Keyring, newVaultKey, sealKeyring } from './keyring.ts'
import { checkReplaceable, type MasterSource, writeMasterKey } from './master-key.ts'
import type { OpenedKeyring } from './open-keyring.ts'
import { prefixOf, type RotatingVault } from './vault.ts'

/** Values of one transaction: 3 ms of this thread and as much of the writer. */
const batch = 256
/** What a call has sealed is on disk long before. */
const inFlightMs = 60_000

export interface RotationState {
  /** The number of the key that seals. */
  readonly key: number
  readonly since: number
  /** Whether values of an older key are still being sealed anew. */
  readonly state: 'idle' | 'rotating'
}

export interface Rotation {
  readonly look: () => RotationState
  /** A new key seals from now on; if an earlier rotation has not ended, that one goes on. */
  readonly begin: (store: Store) => Promise<RotationState>
  /** Seals anew what an older key has sealed; once nothing is left, that key is forgotten. */
  readonly proceed: () => Promise<void>
}

interface Parts {
  readonly opened: OpenedKeyring
  readonly source: MasterSource
  readonly vault: RotatingVault
  readonly store: Pick<Store, 'listSealed' | 'replaceSealed' | 'saveKeyring'>
  readonly chance: Chance
  readonly clock: Clock
  readonly log: Pick<Logger, 'info'>
  readonly signal: AbortSignal
}

/**
 * How far a rotation has come is in the record itself: the keyring has two keys, and each value the number of its own.
 * So it goes on after a kill, wherever that struck.
 */
export function createRotation({ opened, source, vault, store, chance, clock, log, signal }: Parts): Rotation {
  let { keyring, master } = opened

  const look = (): RotationState => {
    const { id = 0, at = 0 } = keyring.vault.at(-1) ?? {}
    return { key: id, since: at, state: keyring.vault.length > 1 ? 'rotating' : 'idle' }
  }

  /** Both master keys open the keyring while the file is replaced: whichever it holds after a kill is a good one. */
  async function save(audited: Pick<Store, 'saveKeyring'>, next: Keyring): Promise<void> {
    if ('key' in source) return audited.saveKeyring({ slots: [sealKeyring(master, next)] })
    const fresh = chance(32)
    checkReplaceable(source.file)
    await audited.saveKeyring({ slots: [sealKeyring(master, next), sealKeyring(fresh, next)] })
    writeMasterKey(source.file, fresh)
    master = fresh
    await store.saveKeyring({ slots: [sealKeyring(master, next)] })
  }

  async function resealAll(id: number): Promise<void> {
    while (!signal.aborted) {
      const found = await store.listSealed({ from: prefixOf(id), before: prefixOf(id + 1), limit: batch })
      if (found.length === 0) return
      const values = found.map(({ kind, sealed, place }) => {
        return { kind, sealed, resealed: vault.seal(vault.open(sealed, place), place) }
      })
      await store.replaceSealed({ values })
    }
  }

  async function begin(audited: Store): Promise<RotationState> {
    const { key } = look()
    const next = { ...keyring, vault: [...keyring.vault, newVaultKey(chance, key + 1, clock.now())] }
    await save(audited, next)
    vault.take(next.vault)
    keyring = next
    return look()
  }

  let beginning: Promise<RotationState> | undefined
  return {
    look,
    begin: async (audited) => {
      if (look().state === 'rotating') return look()
      beginning ??= begin(audited).finally(() => {
        beginning = undefined
      })
      return beginning
    },
    proceed: async () => {
      const old = keyring.vault.slice(0, -1)
      const [last] = keyring.vault.slice(-1)
      if (old.length === 0 || !last) return
      for (const { id } of old) await resealAll(id)
      if (signal.aborted || clock.now() - last.at < inFlightMs) return
      const next = { ...keyring, vault: [last] }
      await store.saveKeyring({ slots: [sealKeyring(master, next)] })
      keyring = next
      log.info({ key: last.id }, 'all secrets are sealed with the new key; the old one is forgotten')
    },
  }
}
