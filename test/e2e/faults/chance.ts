/** Numbers from a seed. */
export interface Chance {
  /** From 0 up to, not including, the limit. */
  readonly below: (limit: number) => number
  readonly pick: <Item>(items: readonly Item[]) => Item
  readonly some: <Item>(items: readonly Item[]) => readonly Item[]
}

/** Mulberry32: small, and good enough to spread moments and choices. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[below(items.length)]
    if (item === undefined) throw new Error('there is nothing to choose from')
    return item
  }
  return {
    below,
    pick,
    /** At least one. */
    some: (items) => {
      const chosen = items.filter(() => below(2) === 0)
      return chosen.length > 0 ? chosen : [pick(items)]
    },
  }
}
