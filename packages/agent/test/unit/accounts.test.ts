import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAccounts } from '../../src/execute/accounts.ts'

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
