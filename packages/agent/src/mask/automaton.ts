/** Looks for many patterns at once (Aho and Corasick, 1975). A state is the longest prefix of one that the text ends with. */
export interface Automaton {
  /** The state after one more byte; 0 is that of the empty text. */
  readonly next: (state: number, byte: number) => number
  /** Length of the longest pattern that ends here; 0 for none. */
  readonly found: (state: number) => number
  /** Bytes at the end of the text with which a pattern may begin that has not ended yet. */
  readonly pending: (state: number) => number
  /** The state of those bytes alone. */
  readonly open: (state: number) => number
}

/** Its memory is 25 bytes for each byte of the patterns: children are lists, of which all but the root's are short. */
export function buildAutomaton(patterns: readonly Uint8Array[]): Automaton {
  const most = 1 + patterns.reduce((sum, { length }) => sum + length, 0)
  const table = () => new Int32Array(most)
  const [child, sibling, fallback, depth, found, pending] = [table(), table(), table(), table(), table(), table()]
  const byteOf = new Uint8Array(most)
  const first = new Int32Array(256)
  const read = (from: Int32Array, index: number) => from[index] as number

  const childOf = (state: number, byte: number): number => {
    if (state === 0) return read(first, byte)
    let each = read(child, state)
    while (each !== 0 && byteOf[each] !== byte) each = read(sibling, each)
    return each
  }
  const next = (from: number, byte: number): number => {
    let state = from
    let to = childOf(state, byte)
    while (to === 0 && state !== 0) {
      state = read(fallback, state)
      to = childOf(state, byte)
    }
    return to
  }

  let count = 1
  const grow = (state: number, byte: number): number => {
    const made = count
    count += 1
    byteOf[made] = byte
    depth[made] = read(depth, state) + 1
    if (state === 0) first[byte] = made
    sibling[made] = read(child, state)
    child[state] = made
    return made
  }
  for (const pattern of patterns) {
    let state = 0
    for (const byte of pattern) state = childOf(state, byte) || grow(state, byte)
    found[state] = pattern.length
  }

  const queue = [0]
  for (const state of queue) {
    const shorter = read(fallback, state)
    if (state !== 0) {
      found[state] ||= read(found, shorter)
      pending[state] = read(child, state) === 0 ? read(pending, shorter) : read(depth, state)
    }
    for (let each = read(child, state); each !== 0; each = read(sibling, each)) {
      fallback[each] = state === 0 ? 0 : next(shorter, byteOf[each] as number)
      queue.push(each)
    }
  }
  const open = (from: number): number => {
    let state = from
    while (read(depth, state) > read(pending, from)) state = read(fallback, state)
    return state
  }
  return { next, open, found: (state) => read(found, state), pending: (state) => read(pending, state) }
}
