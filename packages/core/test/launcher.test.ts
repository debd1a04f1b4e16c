import assert from 'node:assert/strict'
import test from 'node:test'
import { parseLauncher } from '../src/commands/launcher.ts'
import { MusterError } from '../src/errors.ts'

const cases: readonly (readonly [line: string, words: readonly string[], extension?: string])[] = [
  ['python3 -u {{ACS::ScriptFileName|Ext(".py")}}', ['python3', '-u', '\0'], '.py'],
  ['{{ ACS::ScriptFileName | Ext( ".sh" ) }}', ['\0'], '.sh'],
  ['sh {{ACS::ScriptFileName}} one', ['sh', '\0', 'one'], ''],
  [
    'node --import "./a b.js" --file={{ACS::ScriptFileName|Ext(".js")}}',
    ['node', '--import', './a b.js', '--file=\0'],
    '.js',
  ],
  ['perl -w', ['perl', '-w', '\0'], ''],
  ['a \'b c\' d\\ e "f \\"g\\" \\h" \'\'', ['a', 'b c', 'd e', 'f "g" \\h', '', '\0'], ''],
  ["a '$HOME; `id` | & > < ( )' \\$x", ['a', '$HOME; `id` | & > < ( )', '$x', '\0'], ''],
  ['a *.py ~ [b] {c} #d', ['a', '*.py', '~', '[b]', '{c}', '#d', '\0'], ''],
]
for (const [line, words, extension = ''] of cases)
  test(`a launcher in words: ${line}`, () => assert.deepEqual(parseLauncher(line), { words, extension }))

for (const [line, about] of [
  ['', /no program/],
  ['   ', /no program/],
  ['a "b', /no closing "/],
  ["a 'b", /no closing '/],
  ['a | b', /has \|, which only a shell/],
  ['a; b', /has ;/],
  ['a $HOME', /has \$/],
  ['a "$HOME"', /has \$/],
  ['a `b`', /has `/],
  ['a > b', /has >/],
  ['a\nb', /cannot be seen/],
  ['a \0', /cannot be seen/],
  ['a {{ACS::ScriptFileName}} {{ACS::ScriptFileName}}', /twice/],
  ['a {{ACS::ScriptFileName|Ext("../x")}}', /asks for the extension "..\/x"/],
  ['a {{ACS::ScriptFileName|Ext("py")}}', /asks for the extension "py"/],
] as const)
  test(`a launcher that is refused: ${JSON.stringify(line)}`, () =>
    assert.throws(
      () => parseLauncher(line),
      (error) => error instanceof MusterError && about.test(error.message),
    ))
