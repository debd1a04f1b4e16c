import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { buildSlice, rootOf, sliceLimit } from '../src/agent/merkle.ts'

test('each plan of a slice leads to its root, and no other text, place or path does', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { minLength: 1, maxLength: sliceLimit }), (plans) => {
      const { root, paths } = buildSlice(plans)
      for (const [index, plan] of plans.entries()) {
        const path = paths[index] ?? []
        assert.deepEqual(rootOf(plan, index, path), root)
        assert.notDeepEqual(rootOf(`${plan}!`, index, path), root)
        if (plans.length > 1)
          assert.notDeepEqual(
            rootOf(
              plan,
              index ^ 1,
              path.map((step) => step || 'AA=='),
            ),
            root,
          )
      }
    }),
    { numRuns: 50 },
  )
})
