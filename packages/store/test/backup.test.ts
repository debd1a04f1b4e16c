import assert from 'node:assert/strict'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { backupSqlite, openSqliteStore } from '../src/index.ts'
import { temporaryFolder } from './support/engines.ts'
import { all, draft } from './support/samples.ts'

test('a backup of a record in use opens as the record was, for its owner alone', async (t) => {
  const folder = temporaryFolder(t)
  const [path, to] = [join(folder, 'muster.db'), join(folder, 'copy.db')]
  const store = await openSqliteStore({ path })
  t.after(() => store.close())
  await store.createCommand({ accountId: 1, draft: draft(), at: 1 })
  backupSqlite({ path, to })
  await store.createCommand({ accountId: 1, draft: draft({ name: 'later' }), at: 2 })
  assert.equal(statSync(to).mode & 0o777, 0o600)
  const copy = await openSqliteStore({ path: to })
  assert.equal((await copy.listCommands(1, {}, all)).total, 1)
  await copy.close()
  assert.throws(() => backupSqlite({ path, to }), { code: 'EEXIST' })
})

test('a backup that fails leaves no file', (t) => {
  const folder = temporaryFolder(t)
  const to = join(folder, 'copy.db')
  assert.throws(() => backupSqlite({ path: join(folder, 'nowhere.db'), to }))
  assert.ok(!existsSync(to))
})
