/** ASN.1 in DER form (X.690), as much of it as certificates need. */
const node = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag, ...lengthOf(body.length)]), body])
}

function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length]
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff)
  return [0x80 | bytes.length, ...bytes]
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => node(0x30, ...parts)
export const set = (...parts: readonly Uint8Array[]): Buffer => node(0x31, ...parts)
/** Of a positive number, in bytes. */
export const integer = (bytes: Uint8Array): Buffer =>
  node(0x02, (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.from([0, ...bytes]))
export const yes = node(0x01, Buffer.from([0xff]))
export const octets = (bytes: Uint8Array): Buffer => node(0x04, bytes)
export const text = (value: string): Buffer => node(0x0c, Buffer.from(value))
/** The last `unused` bits count for nothing. */
export const bits = (bytes: Uint8Array, unused = 0): Buffer => node(0x03, Buffer.from([unused]), bytes)
/** `[number]` around whole values, and in place of a value's own tag. */
export const explicit = (number: number, value: Uint8Array): Buffer => node(0xa0 | number, value)
export const implicit = (number: number, bytes: Uint8Array): Buffer => node(0x80 | number, bytes)

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return node(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(sevens)]))
}

/** Seven bits a byte, all but the last marked. */
function sevens(value: number): readonly number[] {
  const bytes = [value & 0x7f]
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift(0x80 | (rest & 0x7f))
  return bytes
}

/** With two digits of the year up to 2049, as RFC 5280 has it. */
export function time(at: Date): Buffer {
  const digits = `${at.toISOString().replace(/[-:T]|\.\d+/g, '')}`
  return at.getUTCFullYear() < 2050 ? node(0x17, Buffer.from(digits.slice(2))) : node(0x18, Buffer.from(digits))
}
