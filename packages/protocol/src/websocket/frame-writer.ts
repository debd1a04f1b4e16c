import { takeRandom } from './random.ts'

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const
export type Opcode = (typeof opcodes)[keyof typeof opcodes]

/** What a client sends is masked, what a server sends is not. */
export type Side = 'client' | 'server'

const final = 0x80
const masked = 0x80

/** One whole frame (RFC 6455, section 5.2) in one buffer, so that it is one write. */
export function writeFrame(side: Side, opcode: Opcode, payload: Uint8Array): Buffer {
  const { length } = payload
  const lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8
  const head = 2 + lengthBytes + (side === 'client' ? 4 : 0)
  const frame = Buffer.allocUnsafe(head + length)
  frame[0] = final | opcode
  frame[1] = (lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127) | (side === 'client' ? masked : 0)
  if (lengthBytes === 2) frame.writeUInt16BE(length, 2)
  if (lengthBytes === 8) frame.writeBigUInt64BE(BigInt(length), 2)
  frame.set(payload, head)
  if (side === 'client') {
    const mask = takeRandom(4)
    frame.set(mask, head - 4)
    applyMask(frame.subarray(head), mask)
  }
  return frame
}

/** In place: masking twice is as good as not at all. */
export function applyMask(bytes: Uint8Array, mask: Uint8Array): void {
  const [a = 0, b = 0, c = 0, d = 0] = mask
  const { length } = bytes
  const whole = length & ~3
  // Without a check of bounds for each byte: the index stays below the length.
  for (let i = 0; i < whole; i += 4) {
    bytes[i] = (bytes[i] as number) ^ a
    bytes[i + 1] = (bytes[i + 1] as number) ^ b
    bytes[i + 2] = (bytes[i + 2] as number) ^ c
    bytes[i + 3] = (bytes[i + 3] as number) ^ d
  }
  for (let i = whole; i < length; i++) bytes[i] = (bytes[i] as number) ^ (mask[i & 3] as number)
}
