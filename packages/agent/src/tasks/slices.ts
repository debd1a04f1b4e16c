import { hashLength, nodeOf, type Proof, sliceLimit } from '@muster/protocol/agent'

export interface Slices {
  /** Whether the leaf lies under a root that the server has signed. */
  readonly proves: (leaf: string, proof: Proof) => boolean
}

/** A slice whose signature was good: every node seen of it, by level and place. */
type Proven = Map<number, string>

const remembered = 8
const nodeName = (height: number, place: number) => height * sliceLimit + place

/**
 * A slice's signature is verified once (103 µs). A path that leads to the root proves each sibling on it as well, so
 * that the other plans of the slice mostly cost their leaf alone.
 */
export function createSlices(isSigned: (root: string, signature: string) => boolean): Slices {
  const slices = new Map<string, Proven>()

  const remember = (name: string): Proven => {
    const [oldest] = slices.keys()
    if (slices.size >= remembered && oldest !== undefined) slices.delete(oldest)
    const proven: Proven = new Map()
    slices.set(name, proven)
    return proven
  }

  return {
    proves: (leaf, { index, count, path, signature }) => {
      if (index >= count || count > sliceLimit) return false
      const name = `${count} ${signature}`
      const known = slices.get(name)
      const way: [number, string][] = []
      let hash = leaf
      let place = index
      let used = 0
      for (let height = 0, width = count; ; height += 1) {
        const proven = known?.get(nodeName(height, place))
        if (known && proven !== undefined) {
          if (hash !== proven) return false
          for (const [node, seen] of way) known.set(node, seen)
          return true
        }
        way.push([nodeName(height, place), hash])
        if (width === 1) break
        if ((place ^ 1) < width) {
          const sibling = path.slice(used, used + hashLength)
          if (sibling.length < hashLength) return false
          used += hashLength
          way.push([nodeName(height, place ^ 1), sibling])
          hash = place % 2 === 0 ? nodeOf(hash, sibling) : nodeOf(sibling, hash)
        }
        place >>= 1
        width = (width + 1) >> 1
      }
      if (used !== path.length || !isSigned(hash, signature)) return false
      const proven = remember(name)
      for (const [node, seen] of way) proven.set(node, seen)
      return true
    },
  }
}
