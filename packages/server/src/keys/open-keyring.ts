import { rmSync } from 'node:fs'
import type { Chance, Clock, KeyringSlot, Store } from '@muster/core'
import { readIfThere } from './data-files.ts'
import { deriveKey } from './derive.ts'
import { type Keyring, masterName, newServerKey, newVaultKey, openKeyring, sealKeyring, unboundKey } from './keyring.ts'
import { type MasterSource, readMasterKey, writeMasterKey } from './master-key.ts'

export interface KeyringParts {
  readonly store: Pick<Store, 'readKeyring' | 'saveKeyring'>
  readonly source: MasterSource
  /** Once held the server's key in a file. */
  readonly data: string
  readonly chance: Chance
  readonly clock: Clock
}

export interface OpenedKeyring {
  readonly keyring: Keyring
  readonly master: Uint8Array
}

/** The keys of this server; at its first start they are made. Only the present master key opens them afterwards. */
export async function openKeys({ store, source, data, chance, clock }: KeyringParts): Promise<OpenedKeyring> {
  const slots = await store.readKeyring()
  const inFile = readMasterKey(source.file)
  const master =
    'key' in source ? source.key : (inFile ?? (slots.length === 0 ? makeMaster(source, chance) : undefined))
  if (!master)
    throw new Error(
      `${source.file} is missing: restore it, or give its key in MUSTER_MASTER_KEY. No other opens the record.`,
    )
  const serverFile = `${data}/server.key`
  const make = (root: Uint8Array, vault: Keyring['vault']): Keyring => ({
    root,
    serverKey: readIfThere(serverFile) ?? newServerKey(),
    vault: [...vault, newVaultKey(chance, 1, clock.now())],
  })
  const previous = 'key' in source ? [source.previous, inFile] : []
  const masters = [master, ...previous].filter((key) => key !== undefined)
  const keyring =
    slots.length === 0
      ? make(chance(32), [])
      : (find(slots, masters) ?? fromBefore(slots, masters.at(-1) ?? master, make) ?? refuse(source))
  const [slot] = slots
  if (slots.length !== 1 || slot?.master !== masterName(master)) {
    await store.saveKeyring({ slots: [sealKeyring(master, keyring)] })
    rmSync(serverFile, { force: true })
  }
  return { keyring, master }
}

function makeMaster({ file }: MasterSource, chance: Chance): Uint8Array {
  const key = chance(32)
  writeMasterKey(file, key)
  return key
}

/** The first master key that has a slot opens it. */
function find(slots: readonly KeyringSlot[], masters: readonly Uint8Array[]): Keyring | undefined {
  for (const master of masters) {
    const slot = slots.find((each) => each.master === masterName(master))
    if (slot) return openKeyring(master, slot)
  }
  return undefined
}

/** Before there was a keyring the master key was the root, and a key derived from it sealed. */
function fromBefore(
  slots: readonly KeyringSlot[],
  master: Uint8Array,
  make: (root: Uint8Array, vault: Keyring['vault']) => Keyring,
): Keyring | undefined {
  if (!slots.some((slot) => slot.master === '')) return undefined
  return make(master, [{ id: unboundKey, key: deriveKey(master, 'vault', 32), at: 0 }])
}

function refuse(source: MasterSource): never {
  const given = 'key' in source ? 'the key in MUSTER_MASTER_KEY' : `the key in ${source.file}`
  throw new Error(
    `${given} does not open this record. Give the key that it was last started with; to change it, give that one in MUSTER_MASTER_KEY_PREVIOUS.`,
  )
}
