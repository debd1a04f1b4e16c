import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { taskStates } from '@muster/core'
import { openConnection } from '../src/engines/sqlite/connection.ts'
import { openInlineStore, openSqliteStore } from '../src/index.ts'
import { migrate, migrations } from '../src/migrations/migrate.ts'
import { open, sent, stateNumber, stateOf, waiting } from '../src/rows/states.ts'
import { readEndedCounts } from '../src/tasks/ended-counts.ts'
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

test('what was sealed before there was a keyring gets the number 0, and a slot says so', () => {
  const connection = openConnection(':memory:', 'write')
  const keyring = migrations.findIndex(({ name }) => name === '0009-keyring')
  migrate(connection, migrations.slice(0, keyring))
  const sealed = Buffer.from([0, 255, 0, 128, 7])
  connection.run(
    `INSERT INTO access_keys (id, account_id, user_id, role, sealed_secret, enabled, created_at)
     VALUES ('AKID1', 1, 1, 'reader', ?, 1, 0)`,
    [sealed],
  )
  migrate(connection, migrations.slice(0, keyring + 1))
  const row = connection.get<{ sealed_secret: Uint8Array; sealed_token: null }>('SELECT * FROM access_keys')
  assert.deepEqual(Buffer.from(row?.sealed_secret ?? []), Buffer.concat([Buffer.alloc(4), sealed]))
  assert.equal(row?.sealed_token, null)
  assert.deepEqual(connection.get('SELECT master, length(sealed) AS length FROM keyring'), { master: '', length: 0 })
})

test('hosts that were removed before they were counted are counted', () => {
  const connection = openConnection(':memory:', 'write')
  const fleet = migrations.findIndex(({ name }) => name === '0013-fleet')
  migrate(connection, migrations.slice(0, fleet))
  connection.run(
    `INSERT INTO register_codes (id, account_id, kind, description, name_prefix, max_uses, used, ip_range, enabled,
       sealed_proof_key, created_at, updated_at) VALUES (1, 1, 'managed', '', '', 9, 3, '', 1, x'00', 0, 0)`,
  )
  for (const id of [1, 2, 3])
    connection.run(
      `INSERT INTO instances (id, account_id, kind, link, name, host_name, platform, architecture, local_ip, machine_id,
         agent_version, agent_user, public_key, register_code_id, tags, created_at, updated_at)
       VALUES (:id, 1, 'managed', 'native', '', '', 'linux', '', '', '', '', '', :id, 1, '{}', 0, 0)`,
      { id },
    )
  connection.run('INSERT INTO presence (instance_id, online, epoch, last_heartbeat_at) VALUES (2, 0, 0, 0)')
  migrate(connection)
  const row = connection.get<object>('SELECT removed, naming, tags FROM register_codes')
  assert.deepEqual({ ...row }, { removed: 2, naming: 'host', tags: '{}' })
})

test('tasks that ended before they were counted are counted, each with its instance', () => {
  const connection = openConnection(':memory:', 'write')
  const counts = migrations.findIndex(({ name }) => name === '0061-ended-counts')
  migrate(connection, migrations.slice(0, counts))
  const tasks = [
    [1, 5],
    [255, 5],
    [256, 14],
    [256, 6],
    [256, 4],
    [1000, 5],
    [2000, 0],
  ]
  for (const [instance = 0, state = 0] of tasks)
    connection.run(
      `INSERT INTO tasks (invocation_id, instance_id, state, attempt, cause, output_size, output_dropped, due_at, updated_at)
       VALUES (1, ?, ?, 1, '', 0, 0, 0, 0)`,
      [instance, state],
    )
  migrate(connection)
  const expected = [
    [1, 1],
    [2, 0],
    [255, 1],
    [256, 2],
    [1000, 1],
    [2000, 0],
  ] as const
  const found = readEndedCounts(
    connection,
    expected.map(([id]) => id),
  )
  assert.deepEqual([...found], expected)
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
  await assert.rejects(openSqliteStore({ path }), /is no database/)
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
