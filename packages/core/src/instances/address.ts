/** An address as a number of so many bits. */
export interface Address {
  readonly bits: 32 | 128
  readonly value: bigint
}

/** Undefined: the text is none. One of IPv4 that comes mapped into IPv6 is one of IPv4. */
export const parseAddress = (text: string): Address | undefined =>
  parseV4(text.replace(/^::ffff:(?=\d+\.)/i, '')) ?? parseV6(text)

function parseV4(text: string): Address | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined
  const octets = text.split('.').map(Number)
  if (octets.some((octet) => octet > 255)) return undefined
  return { bits: 32, value: octets.reduce((sum, octet) => sum * 256n + BigInt(octet), 0n) }
}

function parseV6(text: string): Address | undefined {
  const [head = '', tail, ...more] = text.split('::')
  const groupsOf = (part: string) => (part === '' ? [] : part.split(':'))
  const [front, back] = [groupsOf(head), groupsOf(tail ?? '')]
  const left = 8 - front.length - back.length
  if (more.length > 0 || (tail === undefined ? left !== 0 : left < 1)) return undefined
  const groups = [...front, ...Array.from({ length: left }, () => '0'), ...back]
  if (groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return { bits: 128, value: groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n) }
}
