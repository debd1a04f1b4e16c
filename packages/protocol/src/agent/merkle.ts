import { hash } from 'node:crypto'
import type { PlanHead } from './plan.ts'

/** An Ed25519 signature costs 33 µs and its check 103 µs, so one signature serves a slice of this many plans. */
export const sliceLimit = 256

/** Of a hash: a text with a character for each byte. As a Buffer, a hash takes 1 µs in place of 0.3. */
export const hashLength = 32

export const hashOf = (bytes: Uint8Array): string => hash('sha256', bytes, 'binary')

/** What is hashed is put together here: a Buffer for each leaf and node cost more than its hash. */
const desk = Buffer.alloc(1024)

/**
 * The leaf of a plan. The work is hashed once for a whole invocation; the ids hold no line ends, so that no two heads
 * make one text. A leaf and a node begin with different bytes, so that neither can be passed off as the other (as in
 * RFC 6962).
 */
export function leafOf({ sequence, attempt, deliverBy, instance, task }: PlanHead, workHash: string): string {
  const head = `\0${sequence}\n${attempt}\n${deliverBy}\n${instance}\n${task}\n`
  if (3 * head.length + hashLength > desk.length) throw new RangeError('the ids of a plan are too long')
  const length = desk.write(head)
  desk.write(workHash, length, 'latin1')
  return hashOf(desk.subarray(0, length + hashLength))
}

export function nodeOf(left: string, right: string): string {
  desk[0] = 1
  desk.write(left, 1, 'latin1')
  desk.write(right, 1 + hashLength, 'latin1')
  return hashOf(desk.subarray(0, 1 + 2 * hashLength))
}

/** What the server signs for a root. */
export const rootText = (root: string): Buffer => Buffer.from(`muster agent 1 slice\n${root}`, 'latin1')

/** The tree over some leaves, from them to the root. A lone last node rises unpaired. */
export function growTree(leaves: readonly string[]): readonly (readonly string[])[] {
  const levels = [leaves]
  for (let level = leaves; level.length > 1; ) {
    const above: string[] = []
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i], level[i + 1]]
      if (left !== undefined) above.push(right === undefined ? left : nodeOf(left, right))
    }
    levels.push(above)
    level = above
  }
  return levels
}

/** The siblings on the way from a leaf to the root, one after the other. */
export function pathOf(levels: readonly (readonly string[])[], index: number): string {
  let path = ''
  for (const [height, level] of levels.entries()) path += level[(index >> height) ^ 1] ?? ''
  return path
}
