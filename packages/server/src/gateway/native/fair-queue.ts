/**
 * What waits, taken in turns: whoever puts in ten thousand items keeps the one who puts in one waiting for no more than
 * his share. The items of one key keep their order.
 */
export class FairQueue<Key, Item> {
  readonly #share: number
  readonly #lines = new Map<Key, Item[]>()
  #size = 0

  /** `share`: items of one key before it is another one's turn. */
  constructor(share: number) {
    this.#share = share
  }

  get size(): number {
    return this.#size
  }

  put(key: Key, items: readonly Item[]): void {
    const line = this.#lines.get(key) ?? []
    this.#lines.set(key, line)
    for (const item of items) line.push(item)
    this.#size += items.length
  }

  take(most: number): readonly Item[] {
    const taken: Item[] = []
    // A line that is put back is met again once all others had their turn.
    for (const [key, line] of this.#lines) {
      if (taken.length === most) break
      this.#lines.delete(key)
      taken.push(...line.splice(0, Math.min(this.#share, most - taken.length)))
      if (line.length > 0) this.#lines.set(key, line)
    }
    this.#size -= taken.length
    return taken
  }
}
