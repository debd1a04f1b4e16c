/**
 * What waits, taken in turns: whoever puts in ten thousand items keeps the one who puts in one waiting for no more than
 * his share. The items of one key keep their order.
 */
export class FairQueue<Key, Item> {
  readonly #weigh: (item: Item) => number
  readonly #lines = new Map<Key, Item[]>()
  #size = 0

  constructor(weigh: (item: Item) => number) {
    this.#weigh = weigh
  }

  get size(): number {
    return this.#size
  }

  /** Gives how many items wait under the key. */
  put(key: Key, items: readonly Item[]): number {
    const line = this.#lines.get(key) ?? []
    this.#lines.set(key, line)
    for (const item of items) line.push(item)
    this.#size += items.length
    return line.length
  }

  /** Up to a weight, and a last item that goes beyond it. `share`: the weight of one key's before it is another one's turn. */
  take(most: number, share: number): readonly Item[] {
    const taken: Item[] = []
    let left = most
    // A line that is put back is met again once all others had their turn.
    for (const [key, line] of this.#lines) {
      if (left <= 0) break
      const end = Math.max(left - share, 0)
      let count = 0
      for (; left > end && count < line.length; count += 1) left -= this.#weigh(line[count] as Item)
      this.#lines.delete(key)
      taken.push(...line.splice(0, count))
      if (line.length > 0) this.#lines.set(key, line)
    }
    this.#size -= taken.length
    return taken
  }

  /** All items of keys that have no more than so many, up to a weight and what the last key has beyond it. */
  takeShort(longest: number, most: number): readonly Item[] {
    const taken: Item[] = []
    let left = most
    for (const [key, line] of this.#lines) {
      if (left <= 0) break
      if (line.length > longest) continue
      for (const item of line) left -= this.#weigh(item)
      this.#lines.delete(key)
      taken.push(...line)
    }
    this.#size -= taken.length
    return taken
  }
}
