import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSliceSizes, createTurns } from '../../src/gateway/native/turns.ts'

const fleet = Array.from({ length: 10_000 }, (_, index) => index + 1)

/** Turns whose slices are kept; resolves when so many items have had theirs. */
function keep(items: number, size?: () => number) {
  const slices: (readonly number[])[] = []
  let done = () => {}
  const all = new Promise<void>((resolve) => {
    done = resolve
  })
  const add = createTurns<number>((slice) => {
    slices.push(slice)
    if (slices.flat().length === items) done()
  }, size)
  return { add, slices, all }
}

test('a call for one host is in the first slice, however many wait before it', async () => {
  const { add, slices, all } = keep(10_001)
  add(fleet)
  add([20_000])
  await all
  assert.ok(slices[0]?.includes(20_000))
})

test('a call for few hosts makes the slices of all short, until it has long ended', async () => {
  let now = 0
  const sizes = createSliceSizes(() => now)
  const lengthOfSlice = async () => {
    const { add, slices, all } = keep(10_001, sizes.next)
    add(fleet)
    add([20_000])
    await all
    assert.ok(slices[0]?.includes(20_000))
    return slices[0]?.length
  }
  sizes.called(10_000)
  assert.equal(await lengthOfSlice(), 256)
  sizes.called(16)
  now += 199
  assert.equal(await lengthOfSlice(), 64)
  now += 1
  assert.equal(await lengthOfSlice(), 256)
})

test('every item of every call gets its turn once, in slices that are bounded', async () => {
  const { add, slices, all } = keep(10_002)
  add(fleet)
  add([20_000, 20_001])
  await all
  for (const slice of slices) assert.ok(slice.length > 0 && slice.length < 1000)
  assert.deepEqual(
    slices.flat().toSorted((a, b) => a - b),
    [...fleet, 20_000, 20_001],
  )
})

test('what is added while a slice is worked on has its turn as well', async () => {
  const slices: (readonly number[])[] = []
  let done = () => {}
  const all = new Promise<void>((resolve) => {
    done = resolve
  })
  const add = createTurns<number>(async (slice) => {
    slices.push(slice)
    if (slices.length === 1) add([2])
    else done()
  })
  add([1])
  await all
  assert.deepEqual(slices, [[1], [2]])
})
