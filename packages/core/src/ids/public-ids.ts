import { createPermutation, type Permutation } from './permutation.ts'
import { halfSipHash } from './siphash.ts'

/** What can carry a public id. The position is part of the key, so new kinds go to the end. */
export const idKinds = [
  'command',
  'invocation',
  'task',
  'instance',
  'schedule',
  'registerCode',
  'scene',
  'terminal',
] as const
export type IdKind = (typeof idKinds)[number]

const bodyLength = 8
const bodySize = 36 ** bodyLength
const uuidSize = 2 ** 48

/** Public names of internal numbers: eight characters of [a-z0-9], or a UUID where a vendor shows one. */
export interface PublicIds {
  readonly body: (kind: IdKind, number: number) => string
  /** The number behind a body, or undefined when the text can be no body at all. */
  readonly number: (kind: IdKind, body: string) => number | undefined
  readonly uuid: (kind: IdKind, number: number) => string
  readonly numberOfUuid: (kind: IdKind, uuid: string) => number | undefined
}

const pairs = Array.from({ length: 36 ** 2 }, (_, n) => n.toString(36).padStart(2, '0'))

/** Pair by pair: `toString(36)` of so large a number takes a microsecond, and every answer is full of ids. */
function writeBody(image: number): string {
  let body = ''
  let rest = image
  while (body.length < bodyLength) {
    const above = Math.floor(rest / pairs.length)
    body = `${pairs[rest - above * pairs.length]}${body}`
    rest = above
  }
  return body
}

const hex = (n: number, length: number) => n.toString(16).padStart(length, '0')

export function createPublicIds(key: Uint8Array): PublicIds {
  const view = new DataView(key.buffer, key.byteOffset, key.byteLength)
  const words: [number, number] = [view.getUint32(0), view.getUint32(4)]
  const permutations = (size: number, offset: number) =>
    Object.fromEntries(idKinds.map((kind, index) => [kind, createPermutation(words, offset + index, size)])) as Record<
      IdKind,
      Permutation
    >
  const bodies = permutations(bodySize, 0)
  const uuids = permutations(uuidSize, 128)

  const body = (kind: IdKind, number: number) => writeBody(bodies[kind].forward(number))

  // The rest of a UUID is a keyed check of its first 48 bits, so that a made-up one names nothing.
  const uuid = (kind: IdKind, number: number) => {
    const image = hex(uuids[kind].forward(number), 12)
    const check = [0, 1, 2].map((part) =>
      hex(halfSipHash(words[0] ^ Number.parseInt(image.slice(0, 8), 16), words[1] ^ part, number >>> 0), 8),
    )
    const tail = check.join('')
    return `${image.slice(0, 8)}-${image.slice(8)}-4${tail.slice(0, 3)}-a${tail.slice(3, 6)}-${tail.slice(6, 18)}`
  }

  return {
    body,
    number: (kind, text) => (/^[0-9a-z]{8}$/.test(text) ? bodies[kind].backward(Number.parseInt(text, 36)) : undefined),
    uuid,
    numberOfUuid: (kind, text) => {
      if (!/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/.test(text)) return undefined
      const number = uuids[kind].backward(Number.parseInt(text.slice(0, 8) + text.slice(9, 13), 16))
      return uuid(kind, number) === text ? number : undefined
    },
  }
}
