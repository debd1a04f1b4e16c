import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { openConnection } from '../src/engines/sqlite/connection.ts'
import { openInlineStore, openSqliteStore } from '../src/index.ts'
import { temporaryFolder } from './support/engines.ts'
import { all, draft, invocation, pending } from './support/samples.ts'

test('a write is on disk when it resolves, and not seen by others before', async (t) => {
  const path = join(temporaryFolder(t), 'muster.db')
  const store = await openSqliteStore({ path })
  const other = openConnection(path, 'read')
  const count = () => other.get<{ n: number }>('SELECT count(*) AS n FROM invocations')?.n
  for (let n = 0; n < 20; n++) {
    const write = store.createInvocation(invocation([pending(1)]))
    // It has not been sent to the writer: that happens after this turn of the loop.
    assert.equal(count(), n)
    await write
    assert.equal(count(), n + 1)
  }
  other.close()
  await store.close()
})

test('every commit is synced, and the files are their owner’s alone', async (t) => {
  const path = join(temporaryFolder(t), 'muster.db')
  const connection = openConnection(path, 'write')
  assert.deepEqual(connection.get<{ synchronous: number }>('PRAGMA synchronous')?.synchronous, 2)
  assert.deepEqual(connection.get<{ journal_mode: string }>('PRAGMA journal_mode')?.journal_mode, 'wal')
  connection.close()
  const store = await openSqliteStore({ path })
  await store.createCommand({ accountId: 1, draft: draft(), at: 1 })
  for (const file of [path, `${path}-wal`, `${path}-shm`]) assert.equal(statSync(file).mode & 0o777, 0o600)
  await store.close()
})

test('a file that is no database is refused, and left as it is', async (t) => {
  const path = join(temporaryFolder(t), 'notes.txt')
  writeFileSync(path, 'notes\n', { mode: 0o644 })
  await assert.rejects(openSqliteStore({ path }), /notes.txt is no database/)
  assert.equal(readFileSync(path, 'utf8'), 'notes\n')
  assert.equal(statSync(path).mode & 0o777, 0o644)
})

test('what was acknowledged before a SIGKILL is there afterwards', async (t) => {
  const path = join(temporaryFolder(t), 'muster.db')
  const child = spawn(process.execPath, [join(import.meta.dirname, 'support/writing-child.ts'), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const acknowledged: number[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(Number(line))
    if (acknowledged.length === 500) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  assert.equal(child.signalCode, 'SIGKILL')

  const store = openInlineStore({ path })
  const { items } = await store.listInvocations(1, {}, { offset: 0, limit: 1_000_000 })
  const held = new Map(items.map((one) => [one.id, one]))
  for (const id of acknowledged) assert.equal(held.get(id)?.total, 3)
  // Whole or not at all: also what was not acknowledged any more has all its tasks.
  assert.equal(
    (await store.listTasks(1, { ids: items.flatMap((one) => [0, 1, 2].map((n) => one.firstTaskId + n)) }, all)).total,
    items.length * 3,
  )
  await store.close()
})

test('a store that is closed refuses to write, and what was asked for before is stored', async (t) => {
  const path = join(temporaryFolder(t), 'muster.db')
  const store = await openSqliteStore({ path })
  const last = store.createCommand({ accountId: 1, draft: draft(), at: 1 })
  await store.close()
  assert.deepEqual(await last, { id: 1 })
  await assert.rejects(store.createCommand({ accountId: 1, draft: draft({ name: 'b' }), at: 1 }), /closed/)
  await store.close()
})

test('what is committed reaches the database while writes go on, and the log stays bounded', async (t) => {
  const path = join(temporaryFolder(t), 'muster.db')
  const store = await openSqliteStore({ path })
  const content = Buffer.alloc(60_000, 'x')
  const before = statSync(path).size
  let written = 0
  while (statSync(path).size - before < 4 << 20 && written < 256 << 20) {
    const commands = Array.from({ length: 20 }, (_, index) => draft({ name: `${written} ${index}`, content }))
    await Promise.all(commands.map((each, at) => store.createCommand({ accountId: written + at, draft: each, at: 1 })))
    written += commands.length * content.length
  }
  assert.ok(statSync(path).size - before >= 4 << 20, 'nothing came from the log into the database')
  assert.ok(statSync(`${path}-wal`).size < 128 << 20, 'the log grows without a bound')
  await store.close()
})
