import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { processesWhere } from './harness/processes.ts'
import { makeFolder, startMuster } from './harness/programs.ts'
import { eventually } from './harness/wait.ts'

/** Each program, and the first file that says that it has begun. */
const programs = [
  { name: 'server', argv: ['--listen', '127.0.0.1:0'], first: 'lock' },
  { name: 'agent', argv: ['--server', 'http://127.0.0.1:1', '--code', 'c', '--secret', 's'], first: 'lock' },
  { name: 'up', argv: ['--listen', '127.0.0.1:0'], first: 'server.log' },
] as const

for (const { name, argv, first } of programs)
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    test(`${signal} to "muster ${name}" that has only begun ends it in order`, async (t) => {
      const folder = makeFolder(t)
      const data = join(folder, 'data')
      const log = join(folder, 'log')
      const child = startMuster([name, ...argv, '--data', data], log)
      await eventually('its first file', () => existsSync(join(data, first)))
      const exited = once(child, 'exit')
      child.kill(signal)
      assert.deepEqual(await exited, [0, null], readFileSync(log, 'utf8'))
      await eventually(
        'all that it has started to leave',
        () => processesWhere('cwd', (place) => place.startsWith(data)).length === 0,
      )
    })

test('a server that cannot finish its start does not stay behind', async (t) => {
  const folder = makeFolder(t)
  const data = join(folder, 'data')
  const log = join(folder, 'log')
  mkdirSync(join(data, 'server.json'), { recursive: true })
  const child = startMuster(['server', '--listen', '127.0.0.1:0', '--data', data], log)
  assert.deepEqual(await once(child, 'exit'), [1, null], readFileSync(log, 'utf8'))
})
