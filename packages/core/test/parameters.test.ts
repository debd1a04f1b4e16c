import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  maskSecrets,
  mergeParameters,
  parseParameters,
  renderContent,
  renderedLength,
  secretNames,
} from '../src/commands/parameters.ts'
import type { ErrorName } from '../src/errors.ts'

const bytes = (text: string) => Buffer.from(text)
const text = (content: Uint8Array) => Buffer.from(content).toString()

const refused: readonly (readonly [string, ErrorName])[] = [
  ['{"a":', 'ParameterNotJson'],
  ['[]', 'ParameterNotJson'],
  ['null', 'ParameterNotJson'],
  ['"a"', 'ParameterNotJson'],
  ['{"a":1}', 'ParameterValueNotString'],
  ['{"a":null}', 'ParameterValueNotString'],
  ['{"a b":"1"}', 'ParameterKeyInvalid'],
  ['{"":"1"}', 'ParameterKeyEmpty'],
  [`{"${'k'.repeat(65)}":"1"}`, 'ParameterKeyTooLong'],
  ['{"a":"1","a":"2"}', 'ParameterRepeated'],
  ['{"a":"1","\\u0061":"2"}', 'ParameterRepeated'],
  [JSON.stringify(Object.fromEntries([...Array(21).keys()].map((n) => [`k${n}`, '']))), 'ParametersTooMany'],
]
for (const [input, name] of refused)
  test(`${input.slice(0, 40)} is refused as ${name}`, () => assert.throws(() => parseParameters(input), { name }))

test('text that looks like a key inside a value is no key', () => {
  assert.deepEqual(parseParameters('{"a":"\\"a\\": x","b":"\\"a\\":"}'), { a: '"a": x', b: '"a":' })
})

test('a parameter named __proto__ is a parameter like any other', () => {
  const parameters = parseParameters('{"__proto__":"x"}')
  assert.equal(text(renderContent(bytes('{{__proto__}}{{constructor}}'), parameters)), 'x{{constructor}}')
})

test('what the caller gives goes over the defaults, and what is missing is named', () => {
  const defaults = [{ name: 'a', value: '1', description: '' }]
  assert.deepEqual(mergeParameters(true, defaults, { a: '2' }, bytes('{{a}}')), { a: '2' })
  assert.throws(() => mergeParameters(true, defaults, {}, bytes('{{a}} {{b}}')), {
    name: 'ParameterMissing',
    message: /: b\.$/,
  })
  assert.throws(() => mergeParameters(false, [], { a: '1' }, bytes('')), { name: 'ParameterDisabled' })
})

test('a script without parameters keeps its braces', () => {
  assert.equal(mergeParameters(false, [], undefined, bytes('{{a}}')), undefined)
  assert.equal(text(renderContent(bytes('echo {{a}}'), undefined)), 'echo {{a}}')
})

test('values are filled in as UTF-8 and every other byte stays', () => {
  const script = Buffer.concat([bytes('echo {{名}} {{a}} '), Buffer.from([0xff, 0x00])])
  const rendered = renderContent(script, { a: '值😀' })
  assert.deepEqual(Buffer.from(rendered), Buffer.concat([bytes('echo {{名}} 值😀 '), Buffer.from([0xff, 0x00])]))
})

test('secrets are told by their placeholder and masked in what is shown', () => {
  const secret = secretNames(bytes('{{tat-hidden:p}} {{q}}'))
  const { shown, secrets } = maskSecrets({ p: 'hunter2', q: 'open' }, secret)
  assert.deepEqual(shown, { p: '******', q: 'open' })
  assert.deepEqual(secrets, { p: 'hunter2' })
  assert.equal(text(renderContent(bytes('{{tat-hidden:p}}'), { ...shown, ...secrets })), 'hunter2')
})

test('a secret too short to be masked is refused by its name, and by no part of its value', () => {
  const secret = secretNames(bytes('{{tat-hidden:pin}}'))
  for (const pin of ['', '907', '\u{1f511}\u{1f511}\u{1f511}'])
    assert.throws(() => maskSecrets({ pin }, secret), {
      name: 'SecretTooShort',
      message: /^The secret pin has \d/,
    })
  assert.deepEqual(maskSecrets({ pin: '9074', q: '1' }, secret).secrets, { pin: '9074' })
})

test('the length of a filled script is known without filling it', () => {
  const cases = [bytes('echo {{a}}{{tat-hidden:b}}{{c}}'), bytes('{{a}}'.repeat(1000)), bytes('no placeholder')]
  for (const content of cases)
    for (const parameters of [undefined, {}, { a: '值😀', b: '' }])
      assert.equal(renderedLength(content, parameters), renderContent(content, parameters).length)
})
