import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { colour, noColour, paintFor } from '../../src/tty/colour.ts'
import { columns } from '../../src/tty/columns.ts'
import { age, duration, parseDuration } from '../../src/tty/duration.ts'
import { compareNames } from '../../src/tty/natural.ts'
import { shellLine, shellQuote } from '../../src/tty/quote.ts'
import { sanitise, sanitiseJson, sanitiseLine } from '../../src/tty/sanitise.ts'
import { displayWidth, truncate } from '../../src/tty/width.ts'

const durations: readonly (readonly [number, string])[] = [
  [0, '0 ms'],
  [12, '12 ms'],
  [99.6, '0.1 s'],
  [300, '0.3 s'],
  [1_000, '1 s'],
  [1_001, '1.0 s'],
  [9_949, '9.9 s'],
  [9_951, '10 s'],
  [30_000, '30 s'],
  [60_000, '1 min'],
  [125_000, '2 min 5 s'],
  [900_000, '15 min'],
  [3_600_000, '1 h'],
  [14_400_000, '4 h'],
  [5_430_000, '1 h 31 min'],
  [176_400_000, '2 d 1 h'],
]
for (const [ms, text] of durations) test(`${ms} milliseconds read ${text}`, () => assert.equal(duration(ms), text))

test('a duration is read with its unit, in seconds', () => {
  assert.deepEqual(['30', '90s', '15m', '15 min', '2h', '1d'].map(parseDuration), [30, 90, 900, 900, 7200, 86_400])
  assert.deepEqual(['', 'x', '-1', '1w', '1.5h'].map(parseDuration), Array(5).fill(undefined))
})

test('an age is told in its largest unit', () => {
  assert.deepEqual([5e3, 65e3, 7200e3, 300_000e3].map(age), ['5 s ago', '1 min ago', '2 h ago', '3 d ago'])
})

test('escape sequences, lone carriage returns and text reordering become visible', () => {
  assert.equal(sanitise('\x1b[31mred\x07\r\n50%\r100%\x7f\u009b1m\u202e'), '^[[31mred^G\n50%^M100%^?<U+009B>1m<U+202E>')
  assert.equal(sanitise('tab\tand 中文 and é stay\n'), 'tab\tand 中文 and é stay\n')
  assert.equal(sanitiseLine('two\nlines'), 'two^Jlines')
})

test('nothing that a terminal obeys is left of any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be left
      assert.doesNotMatch(sanitise(text), /[\x00-\x08\x0b-\x1f\x7f-\x9f]/)
    }),
  )
})

test('a shell reads a quoted word back unchanged', () => {
  const word = fc.string({ unit: 'grapheme-ascii' })
  const words = fc.sample(fc.array(word, { minLength: 1, maxLength: 8 }), { numRuns: 20, seed: 7 })
  for (const sample of words) {
    const printed = execFileSync('/bin/sh', ['-c', `printf '%s\\n' ${shellLine(sample)}`], { encoding: 'utf8' })
    assert.equal(printed, sample.map((text) => `${text}\n`).join(''))
  }
})

test('a word that needs no quotes gets none', () => {
  assert.deepEqual(['uptime', "it's", ''].map(shellQuote), ['uptime', `'it'\\''s'`, `''`])
})

test('columns line up, with wide characters counted as two', () => {
  assert.deepEqual(
    columns([
      ['id', 'name', 'x'],
      ['ins-1', '数据库', ''],
      ['i', 'web', 'y'],
    ]),
    ['id     name    x', 'ins-1  数据库', 'i      web     y'],
  )
  assert.equal(displayWidth('e\u0301'), 1)
  assert.equal(truncate('数据库服务器', 6), '数据…')
})

test('names sort as people count', () => {
  assert.deepEqual(['web-10', 'web-9', 'web', 'db2'].sort(compareNames), ['db2', 'web', 'web-9', 'web-10'])
})

test('colour is for terminals, and NO_COLOR turns it off', () => {
  assert.equal(paintFor(true, {}), colour)
  assert.equal(paintFor(false, {}), noColour)
  assert.equal(paintFor(true, { NO_COLOR: '1' }), noColour)
  assert.equal(paintFor(true, { TERM: 'dumb' }), noColour)
})

test('JSON on a terminal stays the same JSON, and nothing in it acts', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const shown = sanitiseJson(JSON.stringify(value, undefined, 2))
      assert.deepEqual(JSON.parse(shown), JSON.parse(JSON.stringify(value)))
    }),
  )
  assert.equal(
    sanitiseJson(JSON.stringify('\x1b[2J\x9b2J\u202e\x7f\ttext')),
    String.raw`"\u001b[2J\u009b2J\u202e\u007f\ttext"`,
  )
})
