import type { InstanceKind } from './instance.ts'

/** Lets hosts enrol themselves: so many, until a time, from a range of addresses. */
export interface RegisterCode {
  readonly id: number
  readonly accountId: number
  readonly kind: InstanceKind
  readonly description: string
  readonly namePrefix: string
  readonly limit: number
  readonly used: number
  /** Milliseconds since the epoch; undefined means for ever. */
  readonly expiresAt: number | undefined
  /** An IPv4 address or CIDR block; empty means any address. */
  readonly ipRange: string
  readonly enabled: boolean
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

const ipv4 = (text: string): number | undefined => {
  const match = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/i.exec(text)
  if (!match) return undefined
  const octets = match.slice(1).map(Number)
  return octets.some((octet) => octet > 255) ? undefined : octets.reduce((sum, octet) => sum * 256 + octet, 0)
}

/** Whether a text is an IPv4 address or CIDR block. */
export function isIpRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  return (
    rest.length === 0 &&
    ipv4(address) !== undefined &&
    (bits === undefined || (/^\d{1,2}$/.test(bits) && Number(bits) <= 32))
  )
}

/** IPv4 only, as the vendors' APIs; an address of another family is inside only when there is no range. */
export function inRange(address: string, range: string): boolean {
  if (range === '') return true
  const [base = '', bits = '32'] = range.split('/')
  const from = ipv4(base)
  const value = ipv4(address)
  if (from === undefined || value === undefined) return false
  const block = 2 ** (32 - Number(bits))
  return Math.floor(from / block) === Math.floor(value / block)
}
