import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { parseJson } from '../src/index.ts'

test('reads what JSON.parse reads, of any length', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.nat(6_000), (value, padding) => {
      const text = JSON.stringify(value) + ' '.repeat(padding)
      assert.deepEqual(parseJson(text), JSON.parse(text))
    }),
  )
  const names = Array.from({ length: 20_000 }, (_, index) => `",{[\\ ${index}`)
  assert.deepEqual(parseJson(JSON.stringify({ names })), { names })
})

test('refuses, without parsing it, what no request needs', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `"k${index}":{}`).join(',')
  for (const [text, message] of [
    [`${'['.repeat(65)}${' '.repeat(5_000)}${']'.repeat(65)}`, 'it nests too deep'],
    ['{"a":'.repeat(100_000), 'it nests too deep'],
    [`[${'0,'.repeat(25_000)}0]`, 'it holds too many values'],
    [`[${'[],'.repeat(15_000)}0]`, 'it holds too many values'],
    [`{${many(1_001)}}`, 'an object has too many members'],
    ['{', 'it is not JSON'],
    [`"${'\\"'.repeat(50_000)}`, 'it is not JSON'],
    ['}'.repeat(10_000), 'it is not JSON'],
  ] as const)
    assert.throws(() => parseJson(text), { name: 'SyntaxError', message })
  assert.equal(Object.keys(parseJson(`{${many(1_000)}}`) as object).length, 1_000)
})
