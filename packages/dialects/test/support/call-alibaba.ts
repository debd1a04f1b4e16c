import type { Role } from '@muster/core'
import { type Acs3Call, type RpcCall, signAcs3, signRpc } from './sign-alibaba.ts'
import type { Names } from './substitute.ts'
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

const prefixes = { ins: 'i', lhins: 'i', rins: 'mi', cmd: 'c', inv: 't' } as const

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The same world, whose ids have the prefixes of this dialect. */
export function ecsNames(world: World): World {
  const names: Names = new Map()
  for (const [name, id] of world.names)
    names.set(
      name,
      id
        .replace(/^(lhins|rins|ins|cmd|inv)-/, (_, prefix: keyof typeof prefixes) => `${prefixes[prefix]}-`)
        .replace(uuid, (code) => code.toUpperCase()),
    )
  return { ...world, names }
}

/** As SDKs write lists and objects into a query. */
export function flatten(value: object, at = ''): Record<string, string> {
  const pairs = Object.entries(value).map(([key, member]) => {
    const name = at + (Array.isArray(value) ? Number(key) + 1 : key)
    return typeof member === 'object' && member !== null ? flatten(member, `${name}.`) : { [name]: String(member) }
  })
  return Object.assign({}, ...pairs)
}
