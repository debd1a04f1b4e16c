import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { incompleteTail } from '../../src/report/utf8.ts'

test('text cut anywhere is valid once its incomplete tail is left out, and loses less than a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.nat(), (text, at) => {
      const bytes = Buffer.from(text)
      const cut = bytes.subarray(0, at % (bytes.length + 1))
      const tail = incompleteTail(cut)
      const kept = cut.subarray(0, cut.length - tail)
      assert.ok(tail <= 3)
      assert.ok(Buffer.from(kept.toString()).equals(kept))
      assert.ok(bytes.toString().startsWith(kept.toString()))
    }),
  )
})

test('bytes that are no text are not trimmed', () => {
  for (const bytes of [[], [0x80], [0x80, 0x80, 0x80, 0x80], [0xff], [0xc0], [0x41, 0xf5], [0xf5, 0x80]])
    assert.equal(incompleteTail(Uint8Array.from(bytes)), 0)
})
