import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { expand, fold, NodeSetError, splitList } from '../../src/tty/node-set.ts'

const cases: readonly (readonly [readonly string[], readonly string[]])[] = [
  [['web-001'], ['web-001']],
  [['web-003', 'web-001', 'web-002'], ['web-[001-003]']],
  [['web-9', 'web-10', 'web-11'], ['web-[9-11]']],
  [['web-09', 'web-10', 'web-9'], ['web-[9,09-10]']],
  [
    ['a1', 'b1', 'a2'],
    ['a[1-2]', 'b1'],
  ],
  [
    ['r1-n1', 'r1-n2', 'r2-n1', 'r2-n2'],
    ['r1-n[1-2]', 'r2-n[1-2]'],
  ],
  [
    ['db1.eu', 'db2.eu', 'db3.us'],
    ['db[1-2].eu', 'db3.us'],
  ],
  [
    ['odd[1]', 'odd[2]'],
    ['odd[1]', 'odd[2]'],
  ],
  [['x', 'x'], ['x']],
]

for (const [names, folded] of cases)
  test(`${names.join(' ')} folds to ${folded.join(' ')}`, () => assert.deepEqual(fold(names), folded))

test('what is folded expands to the same names, whatever they are', () => {
  const name = fc
    .array(fc.oneof(fc.constantFrom('web-', 'db', '.eu', '-r'), fc.stringMatching(/^\d{1,4}$/)), {
      minLength: 1,
      maxLength: 4,
    })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 60 }), (names) => {
      const back = splitList(fold(names).join(',')).flatMap(expand)
      assert.deepEqual([...back].sort(), [...names].sort())
    }),
  )
})

test('a list splits at the commas outside brackets', () => {
  assert.deepEqual(splitList('web-[1-3,7],db , tag:role=web,'), ['web-[1-3,7]', 'db', 'tag:role=web'])
})

test('several brackets multiply', () => {
  assert.deepEqual(expand('r[1-2]n[01,03]'), ['r1n01', 'r1n03', 'r2n01', 'r2n03'])
})

for (const wrong of ['web-[', 'web-]', 'web-[a-b]', 'web-[3-1]', 'web-[1-99999999]', 'a[1-200]b[1-200]'])
  test(`${wrong} is refused`, () => assert.throws(() => expand(wrong), NodeSetError))

test('ten thousand hosts of one kind fold to one set', () => {
  const names = Array.from({ length: 10_000 }, (_, index) => `node${String(index + 1).padStart(5, '0')}`)
  assert.deepEqual(fold(names), ['node[00001-10000]'])
})
