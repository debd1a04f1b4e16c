import type { Vault } from '../ports.ts'
import { sealedPlaces } from '../sealed.ts'
import type { Parameters } from './parameters.ts'

/** True values of an account's hidden parameters as they are stored; nothing where there are none. */
export const sealSecrets = (vault: Vault, accountId: number, secrets: Parameters): Uint8Array | undefined =>
  Object.keys(secrets).length > 0
    ? vault.seal(Buffer.from(JSON.stringify(secrets)), sealedPlaces.parameters(accountId))
    : undefined

export const openSecrets = (vault: Vault, accountId: number, sealed: Uint8Array | undefined): Parameters =>
  sealed ? JSON.parse(Buffer.from(vault.open(sealed, sealedPlaces.parameters(accountId))).toString()) : {}
