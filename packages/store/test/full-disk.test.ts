import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSqliteStore } from '../src/index.ts'
import { checkIntegrity } from './support/integrity.ts'
import { all, claimAll, finished, invocation, output, pending, report, text } from './support/samples.ts'
import { fill, smallDisk } from './support/small-disk.ts'

const isFull = { name: 'StorageFull' }

test('a full disk loses nothing that was stored, and writing goes on when there is room again', async (t) => {
  const disk = smallDisk(t, 16 << 20)
  if (!disk) return t.skip('only root can mount a small disk')
  const path = join(disk, 'muster.db')
  const store = await openSqliteStore({ path })
  const { id, firstTaskId: task } = await store.createInvocation(invocation([pending(1)]))
  await claimAll(store, [1])

  const makeRoom = fill(disk)
  const long = 'x'.repeat(24_000)
  // What the log still has room for is stored; then each write says why it is not.
  let stored = 0
  const next = () => store.createInvocation(invocation(Array.from({ length: 500 }, (_, n) => pending(n + 2))))
  await assert.rejects(async () => {
    for (; stored < 10_000; stored += 1) await next()
  }, isFull)
  await assert.rejects(next(), isFull)
  const { total } = await store.listInvocations(1, {}, all)
  assert.equal(total, stored + 1)

  makeRoom()
  await next()
  await report(store, 1, [output(task, 0, long), finished(task, long.length)])
  const [held] = await store.readOutputs([task])
  assert.equal(text(held), long)
  assert.equal((await store.listInvocations(1, { ids: [id] }, all)).items[0]?.counts.succeeded, 1)
  await store.close()
  assert.equal(checkIntegrity(path), 'ok')
})

test('a server that ends on a full disk starts again with all that it had stored', async (t) => {
  const disk = smallDisk(t, 16 << 20)
  if (!disk) return t.skip('only root can mount a small disk')
  const path = join(disk, 'muster.db')
  const child = join(import.meta.dirname, 'support/writing-child.ts')
  const makeRoom = fill(disk, 4 << 20)
  const { stdout } = spawnSync(process.execPath, [child, path], { encoding: 'utf8' })
  const acknowledged = stdout.trim().split('\n').map(Number)
  assert.ok(acknowledged.length > 10)
  makeRoom()
  const store = await openSqliteStore({ path })
  const { items } = await store.listInvocations(1, {}, { offset: 0, limit: 1_000_000 })
  const ids = new Set(items.map((item) => item.id))
  assert.deepEqual(
    acknowledged.filter((one) => !ids.has(one)),
    [],
  )
  await store.close()
  assert.equal(checkIntegrity(path), 'ok')
})
