import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MusterError } from '@muster/core'
import type { Unit } from '../src/engine.ts'
import { checkpoint } from '../src/engines/sqlite/checkpoints.ts'
import type { Connection } from '../src/engines/sqlite/connection.ts'
import { runGroup } from '../src/engines/sqlite/group.ts'
import { openDatabase } from '../src/engines/sqlite/open.ts'
import { engines } from './support/engines.ts'
import { all, draft, invocation, pending } from './support/samples.ts'

const createCommand = (name: string, bytes = 1): Unit => ({
  operation: 'createCommand',
  input: { accountId: 1, draft: draft({ name, content: new Uint8Array(bytes) }), at: 1 },
  audit: undefined,
})

const namesOf = (connection: Connection) =>
  connection.all<{ name: string }>('SELECT name FROM commands ORDER BY id').map(({ name }) => name)

const failed = (reply: object | undefined): unknown => (reply && 'error' in reply ? reply.error : undefined)

const isFull = (error: unknown) => error instanceof MusterError && error.name === 'StorageFull'

test('a unit that fails rolls back alone, and its neighbours commit', () => {
  const connection = openDatabase(':memory:')
  const replies = runGroup(
    connection,
    ['a', 'b', 'a', 'c'].map((name) => createCommand(name)),
  )
  assert.deepEqual(
    replies.map((reply) => 'value' in reply),
    [true, true, false, true],
  )
  assert.deepEqual(namesOf(connection), ['a', 'b', 'c'])
})

test('of a unit that fails half-way nothing is left', () => {
  const connection = openDatabase(':memory:')
  const command = { draft: draft({ name: 'a' }), saved: true }
  const half: Unit = {
    operation: 'createInvocation',
    input: invocation([pending(1), pending(Number.NaN)], { command }),
    audit: undefined,
  }
  const replies = runGroup(connection, [half, createCommand('a')])
  assert.deepEqual(
    replies.map((reply) => 'value' in reply),
    [false, true],
  )
  assert.equal(connection.get<{ n: number }>('SELECT count(*) AS n FROM invocations')?.n, 0)
})

test('a unit that finds no room says so, and smaller ones after it are stored', () => {
  const connection = openDatabase(':memory:')
  const { page_count } = connection.get<{ page_count: number }>('PRAGMA page_count') ?? { page_count: 0 }
  connection.script(`PRAGMA max_page_count = ${page_count + 3}`)
  const [first] = runGroup(connection, [createCommand('large', 60_000)])
  assert.ok(isFull(failed(first)))
  const [second] = runGroup(connection, [createCommand('small')])
  assert.equal(failed(second), undefined)
  assert.deepEqual(namesOf(connection), ['small'])
})

test('when the commit finds no room the whole group is refused, and the next one is stored', () => {
  const connection = openDatabase(':memory:')
  const full = Object.assign(new Error('database or disk is full'), { errcode: 13 })
  const failing: Connection = {
    ...connection,
    run: (sql, values) => {
      if (sql === 'COMMIT') throw full
      return connection.run(sql, values)
    },
  }
  const replies = runGroup(failing, [createCommand('a'), createCommand('b')])
  assert.ok(replies.every((reply) => isFull(failed(reply))))
  assert.deepEqual(namesOf(connection), [])
  runGroup(connection, [createCommand('c')])
  assert.deepEqual(namesOf(connection), ['c'])
})

test('a checkpoint that finds no room does not stop the writer', () => {
  const connection = openDatabase(':memory:')
  const failing: Connection = {
    ...connection,
    get: () => {
      throw new Error('database or disk is full')
    },
  }
  assert.doesNotThrow(() => checkpoint(failing))
})

for (const engine of engines) {
  test(`${engine.name}: calls of one turn that fail are refused one by one, by name`, async (t) => {
    const store = await engine.open(t)
    const names = ['a', 'b', 'a', 'c', 'b']
    const results = await Promise.allSettled(
      names.map((name) => store.createCommand({ accountId: 1, draft: draft({ name }), at: 1 })),
    )
    const reasons = results.map((result) => (result.status === 'rejected' ? result.reason : undefined))
    assert.deepEqual(
      reasons.map((reason) => reason?.name),
      [undefined, undefined, 'CommandNameTaken', undefined, 'CommandNameTaken'],
    )
    assert.ok(reasons[2] instanceof MusterError)
    assert.match(reasons[2].message, /Choose another name/)
    assert.equal((await store.listCommands(1, {}, all)).total, 3)
  })
}
