import { hash } from 'node:crypto'
import type { PlanHead } from './plan.ts'

/** An Ed25519 signature costs 33 µs and its check 103 µs, so one signature serves a slice of this many plans. */
export const sliceLimit = 256

export const hashBytes = 32

export const hashOf = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer')

/**
 * The leaf of a plan. The work is hashed once for a whole invocation; the ids hold no line ends, so that no two heads
 * make one text. A leaf and a node begin with different bytes, so that neither can be passed off as the other (as in
 * RFC 6962).
 */
export const leafOf = ({ sequence, attempt, deliverBy, instance, task }: PlanHead, workHash: Uint8Array): Buffer =>
  hashOf(Buffer.concat([Buffer.from(`\0${sequence}\n${attempt}\n${deliverBy}\n${instance}\n${task}\n`), workHash]))

const nodeMark = Buffer.from('\x01')
export const nodeOf = (left: Uint8Array, right: Uint8Array): Buffer => hashOf(Buffer.concat([nodeMark, left, right]))

/** What the server signs for a root. */
export const rootText = (root: Uint8Array): Buffer => Buffer.concat([Buffer.from('muster agent 1 slice\n'), root])

/** The tree over some leaves, from them to the root. A lone last node rises unpaired. */
export function growTree(leaves: readonly Buffer[]): readonly (readonly Buffer[])[] {
  const levels = [leaves]
  for (let level = leaves; level.length > 1; ) {
    const above: Buffer[] = []
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i], level[i + 1]]
      if (left) above.push(right ? nodeOf(left, right) : left)
    }
    levels.push(above)
    level = above
  }
  return levels
}

/** The siblings on the way from a leaf to the root. */
export function pathOf(levels: readonly (readonly Buffer[])[], index: number): Buffer {
  const siblings = levels.flatMap((level, height) => level[(index >> height) ^ 1] ?? [])
  return Buffer.concat(siblings)
}
