import { current } from './active.ts'

// In the place of `node:crypto`: the same, but that what is random follows from the seed.
export * from 'node:crypto'

export const randomBytes = (count: number): Buffer => current().chance.bytes(count)

/** For the masks of frames, which are filled in for many seeds at once: they change nothing, so they are all alike. */
export const randomFillSync = <Bytes extends Uint8Array>(bytes: Bytes): Bytes => bytes.fill(0x5a)

export function randomUUID(): string {
  const hex = randomBytes(16).toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
