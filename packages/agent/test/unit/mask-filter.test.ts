import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { createFilter } from '../../src/mask/filter.ts'
import { patternsOf } from '../../src/mask/patterns.ts'

/** What the filter should tell: overlapping occurrences are one stretch, and each stretch is one mask. */
function reference(text: string, patterns: readonly string[]): string {
  const found = patterns
    .flatMap((pattern) =>
      [...text].flatMap((_, from) => (text.startsWith(pattern, from) ? [{ from, to: from + pattern.length }] : [])),
    )
    .sort((a, b) => a.from - b.from)
  let told = ''
  let at = 0
  for (const { from, to } of found) {
    if (from >= at) told += `${text.slice(at, from)}******`
    at = Math.max(at, to)
  }
  return told + text.slice(at)
}

const passed = (chunks: readonly string[], patterns: readonly string[]) => {
  const filter = createFilter({ exact: patterns.map((each) => Buffer.from(each)), wrapped: [] })
  const told = chunks.map((chunk) => filter.push(Buffer.from(chunk)).toString())
  return { text: [...told, filter.end().toString()].join(''), last: told.at(-1) ?? '' }
}

const letters = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength, maxLength })

test('wherever a text is cut, the same is masked as in one piece', () => {
  const cases = fc.tuple(
    fc.array(letters(0, 12), { minLength: 1, maxLength: 12 }),
    fc.array(letters(1, 7), { minLength: 1, maxLength: 4 }),
  )
  fc.assert(
    fc.property(cases, ([chunks, patterns]) => {
      assert.equal(passed(chunks, patterns).text, reference(chunks.join(''), patterns))
    }),
    { numRuns: 3_000 },
  )
})

test('what cannot begin a secret is told at once', () => {
  assert.equal(passed(['password: hunter2'], ['hunter2']).last, 'password: ******')
  assert.equal(passed(['say hu'], ['hunter2']).last, 'say ')
  assert.equal(passed(['say hu', 'h'], ['hunter2']).last, 'hu')
})

test('a text that is nothing but overlapping secrets is one mask, and is not held', () => {
  const { text } = passed(
    Array.from({ length: 1_000 }, () => 'aaaa'),
    ['aaaa'],
  )
  assert.equal(text, '******')
})

/** Bytes without a pattern of their own. */
const noise = (seed: number, length: number) =>
  createHash('shake256', { outputLength: length }).update(`${seed}`).digest()

test('base64 that is wrapped shows nothing of a long secret, in lines of any length and however it is cut', () => {
  const bytes = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength })
  const cases = fc.tuple(
    bytes(0, 90),
    fc.tuple(fc.nat(), fc.integer({ min: 32, max: 200 })),
    bytes(0, 90),
    fc.integer({ min: 60, max: 80 }),
    fc.constantFrom('\n', '\r\n'),
  )
  fc.assert(
    fc.property(cases, fc.integer({ min: 1, max: 50 }), ([before, [seed, length], after, width, lineEnd], size) => {
      const secret = noise(seed, length)
      const filter = createFilter(patternsOf([secret]))
      const whole = Buffer.concat([before, secret, after]).toString('base64')
      const text = Buffer.from((whole.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join(lineEnd))
      const told: Buffer[] = []
      for (let at = 0; at < text.length; at += size) told.push(filter.push(text.subarray(at, at + size)))
      const shown = Buffer.concat([...told, filter.end()])
        .toString()
        .replace(/[\r\n]/g, '')
      const middle = whole.slice(
        Math.ceil((before.length * 4) / 3) + 4,
        Math.floor(((before.length + secret.length) * 4) / 3) - 4,
      )
      const fragments = middle.match(/.{12}/g) ?? []
      assert.deepEqual(
        fragments.filter((each) => shown.includes(each)),
        [],
      )
    }),
  )
})

test('empty lines behind the beginning of a secret are told', () => {
  const filter = createFilter(patternsOf([Buffer.from('hunter2')]))
  assert.equal(filter.push(Buffer.from(`aHVu${'\n'.repeat(1_000)}`)).length, 1_004)
})

test('a secret is found at each place in longer base64, in both alphabets, and URL-encoded', () => {
  const bytes = fc.uint8Array({ minLength: 4, maxLength: 40 })
  fc.assert(
    fc.property(bytes, bytes, bytes, (secret, before, after) => {
      const patterns = patternsOf([secret]).wrapped.map((each) => Buffer.from(each).toString())
      const whole = Buffer.concat([before, secret, after])
      for (const alphabet of ['base64', 'base64url'] as const)
        assert.ok(patterns.some((pattern) => whole.toString(alphabet).includes(pattern)))
    }),
  )
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 4 }), (secret) => {
      const patterns = patternsOf([Buffer.from(secret)]).exact.map((each) => Buffer.from(each).toString('latin1'))
      const encoded = encodeURIComponent(secret)
      const form = new URLSearchParams({ '': secret }).toString().slice(1)
      for (const each of [encoded, form, encoded.replace(/%../g, (code) => code.toLowerCase())])
        assert.ok(patterns.includes(each), each)
    }),
  )
})
