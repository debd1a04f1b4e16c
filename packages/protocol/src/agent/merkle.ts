import { createHash } from 'node:crypto'

/** An Ed25519 signature costs 33 µs and its check 103 µs, so one signature serves a slice of this many plans. */
export const sliceLimit = 256

// A leaf and a node begin with different bytes, so that neither can be passed off as the other (as in RFC 6962).
const leafOf = (plan: string) => createHash('sha256').update('\0').update(plan).digest()
const nodeOf = (left: Uint8Array, right: Uint8Array) =>
  createHash('sha256').update('\x01').update(left).update(right).digest()

/** What the server signs for a root. */
export const rootText = (root: Uint8Array) => Buffer.concat([Buffer.from('muster agent 1 slice\n'), root])

export interface Slice {
  readonly root: Uint8Array
  readonly paths: readonly (readonly string[])[]
}

/** The root over the plans' texts and each plan's path to it. A lone last node rises unpaired. */
export function buildSlice(plans: readonly string[]): Slice {
  let level: Buffer[] = plans.map(leafOf)
  const paths: string[][] = plans.map(() => [])
  const places = plans.map((_, index) => index)
  while (level.length > 1) {
    for (const [plan, place] of places.entries()) {
      const sibling = level[place ^ 1]
      paths[plan]?.push(sibling ? sibling.toString('base64') : '')
      places[plan] = place >> 1
    }
    const pairs = level
    level = []
    for (let i = 0; i < pairs.length; i += 2) {
      const [left, right] = [pairs[i], pairs[i + 1]]
      if (left) level.push(right ? nodeOf(left, right) : left)
    }
  }
  return { root: level[0] ?? Buffer.alloc(0), paths }
}

/** The root that a plan and its path lead to; an empty step means that there was no sibling. */
export function rootOf(plan: string, index: number, path: readonly string[]): Uint8Array {
  let hash = leafOf(plan)
  let place = index
  for (const step of path) {
    if (step !== '') {
      const sibling = Buffer.from(step, 'base64')
      hash = place % 2 === 0 ? nodeOf(hash, sibling) : nodeOf(sibling, hash)
    }
    place >>= 1
  }
  return hash
}
