import { holdTicket, type Identity } from '../../../packages/agent/src/identity/identity.ts'
import { exportPrivateKey, importPrivateKey, type KeyPair } from '../../../packages/agent/src/identity/keys.ts'
import type { Chance } from '../chance.ts'
import type { Process, Timeline } from '../time/timeline.ts'
import type { Disk } from './disk.ts'

/** PKCS #8 of an Ed25519 key, up to its 32 bytes. */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')

export const createKeys = (chance: Chance): KeyPair =>
  importPrivateKey(Buffer.concat([pkcs8, chance.bytes(32)]).toString('base64'))

interface Parts {
  readonly timeline: Timeline
  readonly process: Process
  readonly chance: Chance
  readonly disk: Disk
  /** Told before an epoch is stored. */
  readonly advancing: (from: number, to: number) => void
}

/** The identity of one life of an agent: each file is replaced as a whole, or not at all. */
export function createIdentity({ timeline, process, chance, disk, advancing }: Parts): Identity {
  const keys = disk.identity ? importPrivateKey(disk.identity.privateKey) : createKeys(chance)
  let enrolled = disk.identity
  let epoch = disk.epoch
  const pause = (least: number, most: number) =>
    new Promise<void>((resolve) => timeline.after(chance.skewed(least, most), process, resolve))
  return {
    ...holdTicket(),
    keys,
    enrolled: () => enrolled,
    epoch: () => epoch,
    enrol: async (instance, serverKey) => {
      const next = { instance, serverKey, privateKey: exportPrivateKey(keys) }
      await pause(0.2, 10)
      disk.identity = next
      await pause(0.01, 0.2)
      enrolled = next
    },
    advance: async (next) => {
      advancing(disk.epoch, next)
      await pause(0.2, 10)
      disk.epoch = next
      await pause(0.01, 0.2)
      epoch = next
    },
  }
}
