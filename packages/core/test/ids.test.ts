import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createNativeIds } from '../src/ids/native-ids.ts'
import { createPermutation } from '../src/ids/permutation.ts'
import { createPublicIds } from '../src/ids/public-ids.ts'
import { halfSipHash } from '../src/ids/siphash.ts'

const key = Buffer.from('0001020304050607', 'hex')
const ids = createPublicIds(key)
const numbers = fc.integer({ min: 0, max: 36 ** 8 - 1 })

test('HalfSipHash agrees with the reference vector for a message of four bytes', () => {
  // Key 00 01 … 07, message 00 01 02 03; words are little-endian. The fifth of the reference implementation's vectors.
  assert.equal(halfSipHash(0x03020100, 0x07060504, 0x03020100), 0x89466e2a)
})

test('a permutation of a small set reaches every number once', () => {
  const { forward, backward } = createPermutation([1, 2], 3, 1000)
  const images = Array.from({ length: 1000 }, (_, n) => forward(n))
  assert.equal(new Set(images).size, 1000)
  assert.ok(images.every((image) => image >= 0 && image < 1000))
  assert.deepEqual(images.map(backward), [...Array(1000).keys()])
})

test('every number has a body of eight characters that leads back to it', () => {
  fc.assert(
    fc.property(numbers, (number) => {
      const body = ids.body('invocation', number)
      assert.match(body, /^[0-9a-z]{8}$/)
      assert.equal(ids.number('invocation', body), number)
    }),
  )
})

test('neighbours, kinds and servers have bodies without a pattern', () => {
  const bodies = new Set([
    ...[1, 2, 3].map((number) => ids.body('command', number)),
    ids.body('task', 1),
    createPublicIds(Buffer.from('0001020304050608', 'hex')).body('command', 1),
  ])
  assert.equal(bodies.size, 5)
})

test('a register code is a UUID, and a made-up one is no code', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), fc.nat(11), (number, place) => {
      const uuid = ids.uuid('registerCode', number)
      assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
      assert.equal(ids.numberOfUuid('registerCode', uuid), number)
      const at = uuid.length - 12 + place
      const forged = uuid.slice(0, at) + (uuid[at] === '0' ? '1' : '0') + uuid.slice(at + 1)
      assert.equal(ids.numberOfUuid('registerCode', forged), undefined)
    }),
  )
})

test('native ids carry the prefix of their kind and nothing else is one', () => {
  const native = createNativeIds(ids)
  const text = native.formatInstance('lighthouse', 7)
  assert.match(text, /^lhins-/)
  assert.deepEqual(native.parseInstance(text), { id: 7, kind: 'lighthouse' })
  assert.equal(native.parse('command', native.format('command', 9)), 9)
  for (const wrong of ['', 'cmd-', 'cmd-ABCDEFGH', 'inv-abcdefgh', 'cmd-abcdefghi', 'cmd-abcdefg\n'])
    assert.equal(native.parse('command', wrong), undefined)
})
