import { BlockList, isIP } from 'node:net'
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

const bitsOf = { 4: 32, 6: 128 } as const
type Family = keyof typeof bitsOf

const familyOf = (address: string): Family | undefined => {
  const family = isIP(address)
  return family === 4 || family === 6 ? family : undefined
}

/** Whether a text is an address or CIDR block of one of these families. */
export function isIpRange(text: string, families: readonly Family[] = [4]): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const family = familyOf(address)
  if (rest.length > 0 || !family || !families.includes(family) || address.includes('%')) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= bitsOf[family])
}

/** An IPv4 address may come as the IPv6 one that stands for it. */
export function inRange(address: string, range: string): boolean {
  if (range === '') return true
  const [base = '', bits] = range.split('/')
  const family = familyOf(base)
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  if (!family || familyOf(plain) !== family) return false
  const block = new BlockList()
  block.addSubnet(base, Number(bits ?? bitsOf[family]), `ipv${family}`)
  return block.check(plain, `ipv${family}`)
}
