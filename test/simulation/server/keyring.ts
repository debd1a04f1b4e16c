import { createNativeIds, createPublicIds } from '@muster/core'
import { deriveKey } from '../../../packages/server/src/keys/derive.ts'
import type { Keyring } from '../../../packages/server/src/keys/keyring.ts'
import { createChance } from '../chance.ts'
import { createKeys } from '../hosts/identity.ts'

/** The same in every seed: what agents have proven of its signatures is held by the process. */
export const keyring: Keyring = {
  root: Buffer.alloc(32, 7),
  serverKey: createKeys(createChance(0, 'server key')).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  vault: [{ id: 1, key: Buffer.alloc(32, 9), at: 0 }],
}

const nativeIds = createNativeIds(createPublicIds(deriveKey(keyring.root, 'public ids', 8)))

/** The number behind the public id of an instance, whether or not a server runs. */
export const idOf = (instance: string): number | undefined => nativeIds.parseInstance(instance)?.id
