import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTurns } from '../../src/gateway/native/turns.ts'

const fleet = Array.from({ length: 10_000 }, (_, index) => index + 1)

test('a call for one host is in the next slice, however many wait before it', () => {
  const turns = createTurns()
  turns.add(fleet)
  turns.take()
  turns.add([20_000])
  assert.ok(turns.take().includes(20_000))
})

test('every host of every call gets its turn once, in slices that are bounded', () => {
  const turns = createTurns()
  turns.add(fleet)
  turns.add([20_000, 20_001])
  const taken: number[] = []
  while (turns.waiting()) {
    const slice = turns.take()
    assert.ok(slice.length > 0 && slice.length < 1000)
    taken.push(...slice)
  }
  assert.deepEqual(
    taken.toSorted((a, b) => a - b),
    [...fleet, 20_000, 20_001],
  )
})

test('a host that several calls name is in a slice once', () => {
  const turns = createTurns()
  turns.add([1, 2])
  turns.add([2, 3])
  assert.deepEqual(turns.take(), [1, 2, 3])
  assert.equal(turns.waiting(), false)
})
