import { hashLength, nodeOf, type Proof, sliceLimit } from '@muster/protocol/agent'
import { nextTurn } from '../turn.ts'

export interface Slices {
  /** Whether the leaf lies under a root that the server has signed. */
  readonly proves: (leaf: string, proof: Proof) => boolean
  /** Looks at the signature aside of the event loop, which it stops for 0.1 to 0.2 ms; `proves` then finds it known. */
  readonly proveAside: (leaf: string, proof: Proof) => Promise<void>
}

export interface Signatures {
  readonly isSigned: (root: string, signature: string) => boolean
  readonly isSignedAside: (root: string, signature: string) => Promise<boolean>
}

/** A slice whose signature was good: every node seen of it, by level and place. */
type Proven = Map<number, string>

/** What a path shows: a node that is proven or proven to be another one, a root, or no way at all. */
type Climb =
  | { readonly to: 'proven' }
  | { readonly to: 'nowhere' }
  | { readonly to: 'root'; readonly root: string; readonly way: readonly (readonly [number, string])[] }

const remembered = 8
const nodeName = (height: number, place: number) => height * sliceLimit + place
const sliceName = (count: number, signature: string) => `${count} ${signature}`
const proven: Climb = { to: 'proven' }
const nowhere: Climb = { to: 'nowhere' }

/**
 * A slice's signature is verified once (103 µs). A path that leads to the root proves each sibling on it as well, so
 * that the other plans of the slice mostly cost their leaf alone.
 */
export function createSlices({ isSigned, isSignedAside }: Signatures): Slices {
  const slices = new Map<string, Proven>()

  const remember = (name: string, way: readonly (readonly [number, string])[]) => {
    const [oldest] = slices.keys()
    if (slices.size >= remembered && oldest !== undefined) slices.delete(oldest)
    slices.set(name, new Map(way))
  }

  const climb = (leaf: string, { index, count, path, signature }: Proof): Climb => {
    if (index >= count || count > sliceLimit) return nowhere
    const known = slices.get(sliceName(count, signature))
    const way: [number, string][] = []
    let hash = leaf
    let place = index
    let used = 0
    for (let height = 0, width = count; ; height += 1) {
      const node = known?.get(nodeName(height, place))
      if (known && node !== undefined) {
        if (hash !== node) return nowhere
        for (const [name, seen] of way) known.set(name, seen)
        return proven
      }
      way.push([nodeName(height, place), hash])
      if (width === 1) break
      if ((place ^ 1) < width) {
        const sibling = path.slice(used, used + hashLength)
        if (sibling.length < hashLength) return nowhere
        used += hashLength
        way.push([nodeName(height, place ^ 1), sibling])
        hash = place % 2 === 0 ? nodeOf(hash, sibling) : nodeOf(sibling, hash)
      }
      place >>= 1
      width = (width + 1) >> 1
    }
    return used === path.length ? { to: 'root', root: hash, way } : nowhere
  }

  return {
    proves: (leaf, proof) => {
      const seen = climb(leaf, proof)
      if (seen.to !== 'root') return seen.to === 'proven'
      if (!isSigned(seen.root, proof.signature)) return false
      remember(sliceName(proof.count, proof.signature), seen.way)
      return true
    },
    proveAside: async (leaf, proof) => {
      const seen = climb(leaf, proof)
      if (seen.to !== 'root') return
      // To hand the look over takes as long as to come here.
      await nextTurn()
      if (await isSignedAside(seen.root, proof.signature)) remember(sliceName(proof.count, proof.signature), seen.way)
    },
  }
}
