import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { CliError } from '../../src/errors.ts'
import { confirmation } from '../../src/run/confirm.ts'
import { findScript } from '../../src/run/script.ts'
import { parseTargets } from '../../src/run/targets.ts'
import { dataFile } from '../helpers/data.ts'
import { instance } from '../helpers/samples.ts'

test('ids, names, node sets and tags are told apart', () => {
  assert.deepEqual(
    parseTargets({ on: ['ins-8f3k2m1q,web-[01-02]', 'tag:role=web', 'tag:a=b=c', 'ins-short', 'i-0a1b2c3d'] }),
    {
      instances: ['ins-8f3k2m1q'],
      names: ['web-01', 'web-02', 'ins-short', 'i-0a1b2c3d'],
      tags: [
        { key: 'role', value: 'web' },
        { key: 'a', value: 'b=c' },
      ],
      all: false,
    },
  )
  assert.deepEqual(parseTargets({ failed: 'inv-m7q2c0xd' }).failedOf, 'inv-m7q2c0xd')
  assert.equal(parseTargets({ all: true }).all, true)
})

for (const wrong of [
  {},
  { on: [','] },
  { on: ['a'], all: true },
  { all: true, failed: 'x' },
  { on: ['tag:role'] },
  { on: ['a[1-2'] },
])
  test(`${JSON.stringify(wrong)} is refused in one line`, () => assert.throws(() => parseTargets(wrong), CliError))

test('the question before a run on every host reads as in the example', () => {
  const fleet = Array.from({ length: 412 }, (_, index) =>
    instance(index, { online: index >= 9, tags: { role: index < 100 ? 'db' : 'web', host: `h${index}` } }),
  )
  const preview = { total: 412, offline: 9, accountTotal: 412, instances: fleet }
  assert.equal(confirmation(preview, fleet), dataFile('confirm-all.txt'))
  const part = { total: 60, offline: 0, accountTotal: 412, instances: fleet.slice(50, 110) }
  assert.match(
    confirmation(part, fleet),
    /^This is 60 of the 412 hosts of the account: 14 %, 50 % of role=db, 3 % of role=web\.\n/,
  )
})

test('a script comes from the words, from stdin, or from a file, and knows how to be named again', async () => {
  const place = { cwd: '/nowhere', stdin: Readable.from(['echo ', 'hi']) }
  const words = await findScript({ words: ['echo', 'hi'] }, place)
  assert.deepEqual(words, { kind: 'text', bytes: Buffer.from('echo hi'), again: ['--', 'echo hi'] })
  const piped = await findScript({ words: ['-'] }, place)
  assert.equal(piped.kind === 'text' && piped.bytes.toString(), 'echo hi')
  assert.deepEqual(await findScript({ words: [], command: 'cmd-1' }, place), {
    kind: 'stored',
    command: 'cmd-1',
    again: ['--command', 'cmd-1'],
  })
})

test('no script, two scripts and an unreadable file are refused', async () => {
  const place = { cwd: '/nowhere', stdin: Readable.from([]) }
  await assert.rejects(findScript({ words: [] }, place), CliError)
  await assert.rejects(findScript({ words: ['a'], command: 'b' }, place), CliError)
  await assert.rejects(findScript({ words: [], file: 'missing.sh' }, place), CliError)
  await assert.rejects(findScript({ words: ['-'] }, place), /the script is empty/)
})
