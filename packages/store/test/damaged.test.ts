import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { openSqliteStore } from '../src/index.ts'
import { temporaryFolder } from './support/engines.ts'
import { all } from './support/samples.ts'

/** Fills the first page of a table and of each of its indexes with noise, as a broken disk may. */
function damage(path: string, table: string): void {
  const database = new DatabaseSync(path)
  const found = database.prepare('SELECT rootpage FROM sqlite_schema WHERE tbl_name = ? AND rootpage > 0').all(table)
  database.close()
  assert.ok(found.length > 0)
  const bytes = readFileSync(path)
  for (const { rootpage } of found) bytes.fill(0x5a, (Number(rootpage) - 1) * 4096, Number(rootpage) * 4096)
  writeFileSync(path, bytes)
}

test('a read of a damaged page fails alone, and the store still closes', async (t) => {
  const path = join(temporaryFolder(t), 'muster.db')
  await (await openSqliteStore({ path })).close()
  damage(path, 'invocations')
  const store = await openSqliteStore({ path })
  await assert.rejects(store.listInvocations(1, {}, all), /malformed/)
  await turn()
  assert.equal(await store.findAccessKey('none'), undefined)
  await assert.rejects(store.listInvocations(1, {}, all), /malformed/)
  await store.close()
})
