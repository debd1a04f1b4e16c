import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { createAccounts } from '../../src/execute/accounts.ts'
import { withoutRoot } from '../support/shared-agent.ts'

test('a user is known by its name alone', async () => {
  const find = createAccounts(() => 0)
  for (const other of [
    'root:x',
    'root:',
    '0',
    '+0',
    ' 0',
    '-0',
    'ro\0ot',
    'root\n',
    '--help',
    '$(id)',
    "'; id #",
    '../root',
  ])
    assert.deepEqual(await find(other), { cause: `user "${other}" does not exist on this host` })
})

test('a number that no name service knows, as containers give it, is a user with that name', {
  skip: withoutRoot,
}, () => {
  const accounts = new URL('../../src/execute/accounts.ts', import.meta.url).href
  const program = `
    const { createAccounts } = await import('${accounts}')
    process.setgid(54321)
    process.setuid(54321)
    const find = createAccounts(() => 0)
    console.log(JSON.stringify([await find(''), await find('54321')]))`
  const told = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { env: { HOME: '/opt' } })
  const account = { name: '54321', home: '/opt', shell: '/bin/sh', ids: null }
  assert.deepEqual(JSON.parse(told.toString()), [{ account }, { account }])
})
