import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Connection, Values } from '../src/engines/sqlite/connection.ts'
import { openDatabase } from '../src/engines/sqlite/open.ts'
import { listActivity } from '../src/operations/list-activity.ts'
import { listInvocations } from '../src/operations/list-invocations.ts'
import { listTasks } from '../src/operations/list-tasks.ts'

/** What SQLite would do for each statement that is read. */
function explaining(connection: Connection, plans: string[]): Connection {
  const explain = (sql: string, values?: Values) => {
    for (const { detail } of connection.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, values)) plans.push(detail)
  }
  return {
    ...connection,
    all: (sql, values) => {
      explain(sql, values)
      return connection.all(sql, values)
    },
    get: (sql, values) => {
      explain(sql, values)
      return connection.get(sql, values)
    },
  }
}

const first = { offset: 0, limit: 10 }
const behind = { offset: 1, limit: 0 }

test('the tasks of instances are found by the index of each stage', () => {
  const database = openDatabase(':memory:')
  const reads: readonly ((connection: Connection) => unknown)[] = [
    (connection) => listTasks(connection, 1, { instanceIds: [1] }, first),
    (connection) => listTasks(connection, 1, { instanceIds: [1, 2], states: ['failed'] }, first),
    (connection) => listTasks(connection, 1, { instanceIds: [1], commandIds: [3] }, behind),
    (connection) => listInvocations(connection, 1, { instanceIds: [1, 2] }, first),
    (connection) => listActivity(connection, [1, 2]),
  ]
  for (const read of reads) {
    const plans: string[] = []
    read(explaining(database, plans))
    for (const index of ['tasks_waiting', 'tasks_sent', 'tasks_ended'])
      assert.ok(
        plans.some((plan) => plan.includes(`INDEX ${index} (instance_id=?`)),
        `${index}: ${plans.join('; ')}`,
      )
    assert.deepEqual(
      plans.filter((plan) => /SCAN (t|tasks)\b/.test(plan)),
      [],
    )
  }
})

test('a page of one instance is sorted by its indexes', () => {
  const plans: string[] = []
  const database = openDatabase(':memory:')
  database.script(`INSERT INTO instances (id, account_id, kind, link, name, host_name, platform, architecture, local_ip,
    machine_id, agent_version, agent_user, public_key, tags, created_at, updated_at)
    VALUES (1, 1, 'cvm', 'native', '', '', 'linux', '', '', '', '', '', 'key', '{}', 1, 1)`)
  listTasks(explaining(database, plans), 1, { instanceIds: [1] }, first)
  assert.deepEqual(
    plans.filter((plan) => plan.includes('TEMP B-TREE')),
    [],
  )
})
