import assert from 'node:assert/strict'
import { parseJson } from '@muster/core'
import { parsePairs } from '../../../packages/dialects/src/raw.ts'
import type { FieldData } from '../../../packages/dialects/src/spec/fields.ts'
import { unflatten } from '../../../packages/dialects/src/spec/query.ts'
import { Violation } from '../../../packages/dialects/src/spec/violations.ts'
import { TencentError } from '../../../packages/dialects/src/tencent/errors.ts'
import { boundaryOf, parseMultipart } from '../../../packages/dialects/src/tencent/multipart.ts'
import type { Target } from './target.ts'

const fields: Readonly<Record<string, FieldData>> = {
  Limit: { type: 'integer' },
  Flag: { type: 'flag' },
  Ids: { type: 'list', item: { type: 'text' }, maxItems: 10 },
  Filters: { type: 'filters', names: {}, tags: 'tags' },
  Settings: { type: 'record', fields: { Policy: { type: 'text' }, Count: { type: 'integer' } } },
}

/** Whatever else is thrown is nobody's refusal. */
function refusing(run: () => void): void {
  try {
    run()
  } catch (error) {
    if (!(error instanceof Violation) && !(error instanceof TencentError)) throw error
  }
}

export const query: Target = {
  covers: /packages\/dialects\/src\/(raw|spec\/query)\.ts$/,
  words: ['Limit=', 'Flag=', 'Ids', 'Filters', 'Settings', '.0', '.1', '.Name', '.Values', '.Policy', '&', '=', '%20', '%E4%B8%AD', 'true', '12'],
  seeds: ['Limit=1&Flag=true&Ids.0=a&Ids.1=b', 'Filters.0.Name=a&Filters.0.Values.0=b', 'Settings.Policy=a&Settings.Count=2&a'],
  run: (input) => {
    const pairs = parsePairs(input.toString('latin1'))
    for (const pair of pairs) for (const text of pair) assert.ok(text.isWellFormed())
    refusing(() => assert.equal(Object.getPrototypeOf(unflatten(fields, pairs)), Object.prototype))
    // What is written as the standard says is read back.
    const standard = new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value])).toString()
    assert.deepEqual(parsePairs(standard), [...pairs])
  },
} // biome-ignore format: the words are a table

export const multipart: Target = {
  covers: /packages\/dialects\/src\/tencent\/multipart\.ts$/,
  words: ['multipart/form-data; boundary=b', 'boundary="b c"', '--b', '--b--', '\r\n', '\r\n\r\n', 'Content-Disposition: form-data; name="a"', 'filename="c"'],
  seeds: [
    'multipart/form-data; boundary=b\n--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--',
    'multipart/form-data; boundary="b c"\n--b c\r\nContent-Disposition: form-data; name="a"; filename="c"\r\n\r\n\r\n--b c--\r\n',
  ],
  run: (input) => {
    const end = input.indexOf('\n')
    const boundary = boundaryOf(input.toString('latin1', 0, Math.max(end, 0)))
    if (boundary === undefined) return
    refusing(() => {
      for (const [name, value] of parseMultipart(input.subarray(end + 1), boundary))
        assert.ok(name.isWellFormed() && value.isWellFormed())
    })
  },
} // biome-ignore format: the words are a table

export const json: Target = {
  covers: /packages\/core\/src\/json\.ts$/,
  words: ['{"a":', '"b"', '[', ']', '}', ',', '\\"', '\\\\', '{}', '[]', ' '.repeat(4_100), '{"k":1},'.repeat(50), '[['.repeat(20)],
  seeds: ['{"a":[1,"b\\"",{}]}', `${' '.repeat(4_097)}{"a":"\\\\\\""}`, `[${'"",'.repeat(2_000)}0]`],
  run: (input) => {
    const text = input.toString()
    let read: unknown
    try {
      read = parseJson(text)
    } catch (error) {
      assert.ok(error instanceof SyntaxError)
      // A refusal other than of the parser is for what goes beyond the limits, which an input of this length can by nesting or members.
      if (error.message === 'it is not JSON') assert.throws(() => JSON.parse(text))
      return
    }
    assert.deepEqual(read, JSON.parse(text))
  },
} // biome-ignore format: the words are a table
