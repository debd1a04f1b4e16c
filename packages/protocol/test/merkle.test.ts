import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { growTree, hashOf, leafOf, nodeOf, pathOf, sliceLimit } from '../src/agent/merkle.ts'

/** The root that a leaf and its path lead to, one level after the other. */
function climb(leaf: string, index: number, count: number, path: string): string {
  let hash = leaf
  let used = 0
  for (let place = index, width = count; width > 1; place >>= 1, width = (width + 1) >> 1) {
    if ((place ^ 1) >= width) continue
    const sibling = path.slice(used, used + 32)
    used += 32
    hash = place % 2 === 0 ? nodeOf(hash, sibling) : nodeOf(sibling, hash)
  }
  assert.equal(used, path.length)
  return hash
}

test('each leaf of a tree leads to its root by its path, and by no other place', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { minLength: 1, maxLength: sliceLimit }), (texts) => {
      const leaves = texts.map((text) => hashOf(Buffer.from(text)))
      const levels = growTree(leaves)
      const root = levels.at(-1)?.[0]
      for (const [index, leaf] of leaves.entries()) {
        assert.equal(climb(leaf, index, leaves.length, pathOf(levels, index)), root)
        if (index > 0) assert.notEqual(levels[0]?.[index - 1], leaf)
      }
    }),
    { numRuns: 50 },
  )
})

test('every field of a plan is in its leaf', () => {
  const head = { sequence: 1, attempt: 1, deliverBy: 2, instance: 'ins-1', task: 'invt-1' }
  const work = hashOf(Buffer.from('work'))
  const leaves = [
    leafOf(head, work),
    leafOf({ ...head, sequence: 11 }, work),
    leafOf({ ...head, attempt: 2 }, work),
    leafOf({ ...head, deliverBy: 3 }, work),
    leafOf({ ...head, instance: 'ins-2' }, work),
    leafOf({ ...head, task: 'invt-2' }, work),
    leafOf(head, hashOf(Buffer.from('other'))),
  ]
  assert.equal(new Set(leaves).size, leaves.length)
})
