import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { taskStates } from '@muster/core'
import { openConnection } from '../src/engines/sqlite/connection.ts'
import { openInlineStore, openSqliteStore } from '../src/index.ts'
import { migrate } from '../src/migrations/migrate.ts'
import { open, sent, stateNumber, stateOf, waiting } from '../src/rows/states.ts'
import { temporaryFolder } from './support/engines.ts'
import { all, draft } from './support/samples.ts'

test('a database is brought up to date once, and opens again as it is', async (t) => {
  const path = join(temporaryFolder(t), 'muster.db')
  const first = openInlineStore({ path })
  await first.createCommand({ accountId: 1, draft: draft(), at: 1 })
  await first.close()
  const again = openInlineStore({ path })
  assert.equal((await again.listCommands(1, {}, all)).total, 1)
  await again.close()
})

test('a step that fails leaves nothing behind', () => {
  const connection = openConnection(':memory:', 'write')
  const broken = { name: '0001-broken', sql: 'CREATE TABLE one (id INTEGER); CREATE TABLE one (id INTEGER)' }
  assert.throws(() => migrate(connection, [broken]))
  assert.deepEqual(connection.all('SELECT name FROM sqlite_schema'), [])
})

test('a database of a newer version is refused, whoever opens it', async (t) => {
  const path = join(temporaryFolder(t), 'muster.db')
  await openInlineStore({ path }).close()
  const connection = openConnection(path, 'write')
  connection.script("INSERT INTO migrations (name) VALUES ('9999-future')")
  connection.close()
  assert.throws(() => openInlineStore({ path }), /newer version of Muster \(9999-future\)/)
  await assert.rejects(openSqliteStore({ path }), /newer version of Muster \(9999-future\)/)
})

test('a file that is no database is refused', async (t) => {
  const path = join(temporaryFolder(t), 'muster.db')
  writeFileSync(path, 'these are my notes, not a database '.repeat(100))
  await assert.rejects(openSqliteStore({ path }), /not a database/)
})

test('each task state has a number, and the open ones are those of the partial indexes', () => {
  const connection = openConnection(':memory:', 'write')
  const matching = (condition: string) =>
    connection
      .all<{ state: number }>(
        `SELECT value AS state FROM json_each(:all) WHERE ${condition.replaceAll('state', 'value')}`,
        {
          all: JSON.stringify(taskStates.map(stateNumber)),
        },
      )
      .map(({ state }) => stateOf(state))
  assert.deepEqual(matching(waiting), ['pending', 'delayed'])
  assert.deepEqual(matching(sent), ['delivering', 'running', 'cancelling'])
  assert.deepEqual(matching(open), ['pending', 'delayed', 'delivering', 'running', 'cancelling'])
  assert.deepEqual(
    taskStates.map((state) => stateOf(stateNumber(state))),
    taskStates,
  )
})
