/** A number from 0 up to below 1. */
export type Chance = () => number

/** Mulberry32: one seed repeats a whole run. */
export function createChance(seed: number): Chance {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Bytes and texts on which parsers have stumbled, whatever they parse. */
const awkward = [
  '\0', '\r\n', '\r\n\r\n', '%', '%00', '%zz', '+', '&', '=', '.', '..', '../', '"', "'", '\\', '`$(id)`', '; --', '%27 OR 1=1',
  '{', '}', '[', ']', ',', ':', '[[[[', '{"a":', 'null', 'true', '-1', '0', '1e999', '9007199254740993', '-0', 'NaN', '__proto__',
  'constructor', '\u{1f600}', '\xff', '\xed\xa0\x80', '\xc2\x9b', '\x1b[2J', '\u202e', ' ', '\t', 'A'.repeat(300),
] as const // biome-ignore format: a table

const longest = 8_192

/** One to four changes of an input: of bytes, by words of its language, or with a part of another input. */
export function mutate(input: Buffer, other: Buffer, words: readonly string[], chance: Chance): Buffer {
  const below = (limit: number) => Math.floor(chance() * limit)
  const choose = <Item>(items: readonly Item[]) => items[below(items.length)]
  const piece = (from: Buffer) => {
    const start = below(from.length + 1)
    return from.subarray(start, start + below(Math.min(64, from.length - start) + 1))
  }
  const changes: readonly ((bytes: Buffer, at: number) => readonly Uint8Array[])[] = [
    (bytes, at) => [bytes.subarray(0, at), Buffer.from([below(256)]), bytes.subarray(at + 1)],
    (bytes, at) => [bytes.subarray(0, at), Buffer.from([(bytes[at] ?? 0) ^ (1 << below(8))]), bytes.subarray(at + 1)],
    (bytes, at) => [bytes.subarray(0, at), bytes.subarray(at + 1 + below(16))],
    (bytes, at) => [bytes.subarray(0, at), piece(bytes), bytes.subarray(at)],
    (bytes, at) => [bytes.subarray(0, at), piece(other), bytes.subarray(at + below(16))],
    (bytes, at) => [bytes.subarray(0, at), Buffer.from(choose(awkward) ?? '', 'latin1'), bytes.subarray(at)],
    (bytes, at) => [bytes.subarray(0, at), Buffer.from(choose(words) ?? ''), bytes.subarray(at)],
    (bytes, at) => [bytes.subarray(0, at), Buffer.from(choose(words) ?? ''), bytes.subarray(at + below(16))],
  ]
  let bytes = input
  for (let times = 1 + below(4); times > 0; times--)
    bytes = Buffer.concat(choose(changes)?.(bytes, below(bytes.length + 1)) ?? [])
  return bytes.subarray(0, longest)
}
