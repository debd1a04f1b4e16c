import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPlaces } from '../../src/limits/places.ts'

test('a name holds its own places, all names those of all, and one that leaves makes room', () => {
  const { take } = createPlaces({ each: 2, all: 3 })
  const leave = take('ann')
  assert.ok(leave)
  assert.ok(take('ann'))
  assert.equal(take('ann'), undefined)
  assert.ok(take('bob'))
  assert.equal(take('cid'), undefined)
  leave()
  assert.ok(take('cid'))
  assert.equal(take('ann'), undefined)
})
