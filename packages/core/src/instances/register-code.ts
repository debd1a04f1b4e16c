import { type Address, parseAddress } from './address.ts'
import type { InstanceKind, Tags } from './instance.ts'

export type CodeNaming = 'host' | 'number'

/** Lets hosts enrol themselves: so many, until a time, from a range of addresses. */
export interface RegisterCode {
  readonly id: number
  readonly accountId: number
  readonly kind: InstanceKind
  readonly description: string
  readonly namePrefix: string
  /** What follows the prefix in the name of a host that brings none: its own name, or its number. */
  readonly naming: CodeNaming
  readonly limit: number
  readonly used: number
  /** Of the hosts that it admitted, those that were removed since. */
  readonly removed: number
  /** Milliseconds since the epoch; undefined means for ever. */
  readonly expiresAt: number | undefined
  /** An address or CIDR block; empty means any address. */
  readonly ipRange: string
  readonly enabled: boolean
  readonly tags: Tags
  readonly createdAt: number
  readonly updatedAt: number
}

/** Why a code does not admit a host now, or undefined when it does. */
export function refusal(code: RegisterCode, now: number, address: string): string | undefined {
  if (!code.enabled) return 'The register code is disabled. Make a new one.'
  if (code.expiresAt !== undefined && now >= code.expiresAt) return 'The register code has expired. Make a new one.'
  if (code.used >= code.limit)
    return `The register code is used up: it admits ${code.limit} instances. Make a new one with a higher limit.`
  if (!inRange(address, code.ipRange)) return `The register code admits ${code.ipRange} only, not ${address}.`
  return undefined
}

/** The name of the next host: numbers have as many digits as the last one. */
export function nameOf({ naming, namePrefix, used, limit }: RegisterCode, hostName: string): string {
  if (naming === 'host' || namePrefix === '') return namePrefix + hostName
  return `${namePrefix}-${String(used + 1).padStart(String(limit).length, '0')}`
}

/** Whether a text is an address or CIDR block; of IPv4 unless others are let in. */
export function isIpRange(text: string, widths: readonly Address['bits'][] = [32]): boolean {
  const [base = '', bits, ...rest] = text.split('/')
  const address = parseAddress(base)
  if (rest.length > 0 || !address || !widths.includes(address.bits)) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= address.bits)
}

export function inRange(text: string, range: string): boolean {
  if (range === '') return true
  const [base = '', bits] = range.split('/')
  const [from, address] = [parseAddress(base), parseAddress(text)]
  if (!from || address?.bits !== from.bits) return false
  const rest = BigInt(from.bits - Number(bits ?? from.bits))
  return from.value >> rest === address.value >> rest
}
