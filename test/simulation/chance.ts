/** Numbers that follow from a seed and the name of what they are for, so that one use does not shift another. */
export interface Chance {
  /** From 0 up to 1. */
  readonly next: () => number
  /** Whole, both ends included. */
  readonly int: (from: number, to: number) => number
  readonly flip: (probability: number) => boolean
  readonly pick: <Item>(items: readonly Item[]) => Item
  /** Mostly near `least`, seldom near `most`: delays and sizes are like that. */
  readonly skewed: (least: number, most: number) => number
  readonly bytes: (count: number) => Buffer
}

/** FNV-1a over the name, mixed with the seed. */
function startOf(seed: number, name: string): number {
  let hash = 0x811c9dc5 ^ seed
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  return (hash ^ Math.imul(seed, 0x9e3779b1)) >>> 0
}

/** The generator is mulberry32. */
export function createChance(seed: number, name: string): Chance {
  let state = startOf(seed, name)
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    flip: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)] as (typeof items)[number],
    skewed: (least, most) => least * (most / least) ** next(),
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => Math.floor(next() * 256))),
  }
}
