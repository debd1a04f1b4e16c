import type { Role } from '@muster/core'
import { type Acs3Call, type RpcCall, signAcs3, signRpc } from './sign-alibaba.ts'
import type { World } from './world.ts'

let nonces = 0
export const newNonce = () => `nonce-${++nonces}`

const dateOf = ({ clock }: World) => `${new Date(clock.now()).toISOString().slice(0, 19)}Z`

/** A call of ECS as its current SDKs make it. */
export function acs3(world: World, role: Role, action: string, more: Partial<Acs3Call> = {}) {
  const { key, secret } = world.keys[role]
  const call = { action, date: dateOf(world), nonce: newNonce(), keyId: key.id, secret, ...more }
  return world.dialects({ ...signAcs3(call), peer: '127.0.0.1' })
}

/** The same as the older clients make it. */
export function rpc(world: World, role: Role, action: string, { parameters = {}, ...more }: Partial<RpcCall> = {}) {
  const { key, secret } = world.keys[role]
  const system = {
    Action: action,
    Version: '2014-05-26',
    Format: 'JSON',
    Timestamp: dateOf(world),
    SignatureNonce: newNonce(),
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    AccessKeyId: key.id,
  }
  return world.dialects({
    ...signRpc({ secret, ...more, parameters: { ...system, ...parameters } }),
    peer: '127.0.0.1',
  })
}
