import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { defaultsOf, renderContent, secretNames } from '@muster/core'
import { readLibrary } from '../../src/library/library.ts'

const library = readLibrary()

test('each script of the library is a public command, and has the parameters that it names', () => {
  const folder = new URL('../../src/library/scripts/', import.meta.url)
  const names = library.map(({ draft }) => `${draft.name}.sh`)
  assert.deepEqual(readdirSync(folder).sort(), names.toSorted())
  for (const { draft, scenes } of library) {
    const named = [
      ...Buffer.from(draft.content)
        .toString()
        .matchAll(/\{\{([A-Za-z0-9_-]+)\}\}/g),
    ].map(([, name]) => name)
    assert.deepEqual([...new Set(named)].sort(), draft.parameterDefaults.map(({ name }) => name).sort(), draft.name)
    assert.equal(secretNames(draft.content).size, 0)
    assert.ok(scenes.length > 0, `${draft.name} has a scene`)
    assert.ok(draft.description.length <= 120)
  }
})

const run = (name: string, values: Readonly<Record<string, string>>) => {
  const draft = library.find((command) => command.draft.name === name)?.draft ?? assert.fail(name)
  const script = renderContent(draft.content, { ...defaultsOf(draft.parameterDefaults), ...values })
  const { status, stdout, stderr } = spawnSync('sh', { input: Buffer.from(script), encoding: 'utf8' })
  return { status, stdout, stderr }
}

test('each script is one that the shell can read', () => {
  for (const { draft } of library) {
    const { status, stderr } = spawnSync('sh', ['-n'], { input: Buffer.from(draft.content), encoding: 'utf8' })
    assert.equal(status, 0, `${draft.name}: ${stderr}`)
  }
})

const folder = new URL('.', import.meta.url).pathname
const cases: readonly (readonly [string, Readonly<Record<string, string>>, number, RegExp])[] = [
  ['system-overview', {}, 0, /memory {3}\d+ of \d+ MiB available/],
  ['disk-usage', { folder, count: '1' }, 0, /MiB {2}\/.*library/],
  ['disk-usage', { folder: "/it's $(false) not" }, 2, /not a folder/],
  ['top-processes', { by: 'memory', count: '2' }, 0, /PID USER/],
  ['top-processes', { by: 'size' }, 2, /choose cpu or memory/],
  ['find-large-files', { folder, megabytes: '0' }, 0, /library\.test\.ts/],
  ['clean-old-files', { folder, pattern: '*.test.ts', days: '0' }, 0, /files, list/],
  ['clean-old-files', { folder: '/etc/ssl', action: 'delete' }, 2, /belongs to the system/],
  ['clean-old-files', { folder: '/', action: 'delete' }, 2, /belongs to the system/],
  ['restart-service', {}, 2, /name the service/],
  ['check-connection', { host: 'localhost', port: '1' }, 1, /cannot be reached/],
]
for (const [name, values, status, words] of cases)
  test(`${name} with ${JSON.stringify(values)} ends with ${status}`, () => {
    const ended = run(name, values)
    assert.equal(ended.status, status, ended.stderr)
    assert.match(ended.stdout + ended.stderr, words)
  })
