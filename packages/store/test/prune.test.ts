import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Store } from '@muster/core'
import { openConnection } from '../src/engines/sqlite/connection.ts'
import { openInlineStore } from '../src/index.ts'
import { engines, temporaryFolder } from './support/engines.ts'
import {
  all,
  claimAll,
  draft,
  enrol,
  finished,
  invocation,
  output,
  pending,
  registerCode,
  report,
} from './support/samples.ts'

/** Runs on these instances, and ends at this time. */
async function ran(
  store: Store,
  instances: readonly number[],
  at: number,
  text = 'text',
  over: Parameters<typeof invocation>[1] = {},
) {
  const made = await store.createInvocation(invocation(instances.map(pending), { ...over, createdAt: at }))
  await claimAll(store, instances, at)
  for (const [index, instance] of instances.entries()) {
    const task = made.firstTaskId + index
    await report(store, instance, [output(task, 0, text), finished(task, text.length)], at)
  }
  return made
}

async function pruneAll(store: Store, before: number, limit = 1000) {
  let after: number | undefined = 0
  let calls = 0
  while (after !== undefined) {
    after = await store.pruneInvocations({ before, after, limit })
    calls += 1
  }
  return calls
}

const idsOf = async (store: Store) => (await store.listInvocations(1, {}, all)).items.map(({ id }) => id).toReversed()

for (const engine of engines) {
  test(`${engine.name}: what ended before the time goes with all that belongs to it, the rest stays`, async (t) => {
    const store = await engine.open(t)
    await enrol(store, 3)
    const old = await ran(store, [1, 2], 1_000)
    const open = await store.createInvocation(invocation([pending(3)], { createdAt: 1_000, dueAt: 9_000_000 }))
    const young = await ran(store, [1], 50_000)
    const newest = await ran(store, [1], 60_000)
    await pruneAll(store, 40_000)
    assert.deepEqual(await idsOf(store), [open.id, young.id, newest.id])
    assert.equal((await store.listTasks(1, { instanceIds: [1] }, all)).total, 2)
    assert.deepEqual(
      (await store.readOutputs([old.firstTaskId, young.firstTaskId])).map((bytes) => bytes.length),
      [0, 4],
    )
  })

  test(`${engine.name}: the newest invocation stays, so that no id comes twice`, async (t) => {
    const store = await engine.open(t)
    await ran(store, [1], 1_000)
    const last = await ran(store, [1, 2], 1_000)
    await pruneAll(store, 9_000_000)
    assert.deepEqual(await idsOf(store), [last.id])
    const next = await ran(store, [1], 2_000)
    assert.deepEqual(
      [next.id, next.firstTaskId, next.commandId],
      [last.id + 1, last.firstTaskId + 2, last.commandId + 1],
    )
  })

  test(`${engine.name}: an invocation of many tasks goes a few at a time, and nobody sees a part of it`, async (t) => {
    const store = await engine.open(t)
    const instances = await enrol(store, 25)
    await ran(store, instances, 1_000)
    assert.equal((await store.listTasks(1, { instanceIds: instances }, all)).total, 25)
    const last = await ran(store, [1], 60_000)
    assert.equal(await store.pruneInvocations({ before: 40_000, after: 0, limit: 10 }), 0)
    assert.deepEqual(await idsOf(store), [last.id])
    await pruneAll(store, 40_000, 10)
    assert.equal((await store.listTasks(1, { instanceIds: instances }, all)).total, 1)
  })

  test(`${engine.name}: an output that is kept or waits for its bucket holds its invocation`, async (t) => {
    const store = await engine.open(t)
    const { id, firstTaskId: taskId } = await store.createInvocation(
      invocation([pending(1)], {
        createdAt: 1_000,
        execution: { ...invocation([]).execution, delivery: { bucketUrl: 'https://bucket', keyPrefix: '' } },
      }),
    )
    await claimAll(store, [1], 1_000)
    await report(store, 1, [output(taskId, 0, 'text'), finished(taskId, 4)], 1_000)
    const last = await ran(store, [1], 60_000)
    await pruneAll(store, 40_000)
    assert.deepEqual(await idsOf(store), [id, last.id])
    const [delivery] = await store.listDeliveries([taskId])
    assert.ok(delivery)
    await store.recordDelivery({ ...delivery, state: 'delivered', endedAt: 2_000 })
    await pruneAll(store, 40_000)
    assert.deepEqual(await idsOf(store), [last.id])
    assert.deepEqual(await store.listDeliveries([taskId]), [])
  })
}

test('a command that was deleted goes with the last of its runs, one that was not stays', async (t) => {
  const path = join(temporaryFolder(t), 'muster.db')
  const store = openInlineStore({ path })
  t.after(() => store.close())
  const named = (name: string) => store.createCommand({ accountId: 1, draft: draft({ name }), at: 1 })
  const [saved, deleted, newest] = [await named('saved'), await named('deleted'), await named('newest')]
  for (const command of [saved, deleted]) await ran(store, [1], 1_000, 'text', { command })
  await store.deleteCommands({ accountId: 1, ids: [deleted.id], at: 2_000 })
  await ran(store, [1], 60_000)
  await pruneAll(store, 40_000)
  const reader = openConnection(path, 'read')
  t.after(() => reader.close())
  assert.deepEqual(
    reader.all<{ id: number }>('SELECT id FROM commands ORDER BY id').map(({ id }) => id),
    [saved.id, newest.id],
  )
  assert.equal(reader.get<{ n: number }>('SELECT count(*) AS n FROM scripts')?.n, 1)
})

test('what is removed makes room for what comes: the file does not grow', async (t) => {
  const path = join(temporaryFolder(t), 'muster.db')
  const store = openInlineStore({ path })
  t.after(() => store.close())
  const reader = openConnection(path, 'read')
  t.after(() => reader.close())
  const pages = () => reader.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0
  const fillOnce = async (at: number) => {
    for (let n = 0; n < 20; n += 1) await ran(store, [1, 2, 3, 4, 5], at, 'x'.repeat(10_000))
  }
  await fillOnce(1_000)
  const full = pages()
  for (let round = 2; round < 8; round += 1) {
    await pruneAll(store, round * 1_000)
    await fillOnce(round * 1_000)
  }
  assert.ok(pages() < full * 1.2, `${pages()} pages after six rounds, ${full} after the first`)
  assert.ok(statSync(path).size > 0)
})

const scheduleOf = (store: Store, name: string) =>
  store.createSchedule({
    accountId: 1,
    ownerId: 1,
    name,
    rule: { kind: 'cron', expression: '* * * * *', zone: 'Asia/Shanghai' },
    overlap: 'skip',
    commandId: 99,
    instanceIds: [1],
    userName: '',
    profile: 'plain',
    parameters: undefined,
    sealedSecrets: undefined,
    tags: {},
    enabled: true,
    nextAt: 60_000,
    createdAt: 10,
  })

test('what was deleted and never used leaves no row, but for the newest of its kind', async (t) => {
  const path = join(temporaryFolder(t), 'muster.db')
  const store = openInlineStore({ path })
  t.after(() => store.close())
  const reader = openConnection(path, 'read')
  t.after(() => reader.close())
  const count = (table: string) => reader.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n
  for (let n = 0; n < 5; n += 1) {
    const command = await store.createCommand({ accountId: 1, draft: draft({ name: `c${n}` }), at: 1 })
    const code = await store.createRegisterCode(registerCode())
    const schedule = await scheduleOf(store, `s${n}`)
    await store.deleteCommands({ accountId: 1, ids: [command.id], at: 2 })
    await store.deleteRegisterCodes({ accountId: 1, ids: [code.id], at: 2 })
    await store.deleteSchedule({ accountId: 1, id: schedule.id, at: 2 })
    assert.equal(schedule.id, n + 1)
  }
  // The newest stays, for ids go on from it.
  assert.deepEqual(['commands', 'register_codes', 'schedules'].map(count), [1, 1, 1])
  const kept = await scheduleOf(store, 'kept')
  assert.equal(kept.id, 6)
  await store.pruneFires({ before: 100, limit: 10 })
  assert.equal(count('schedules'), 1)
})

test('old decisions of schedules and lines of the audit log go, and the newest line stays', async (t) => {
  const path = join(temporaryFolder(t), 'muster.db')
  const store = openInlineStore({ path })
  t.after(() => store.close())
  const audit = (at: number) =>
    store.audited({ accountId: 1, userId: 1, accessKeyId: 'k', action: 'a', requestId: 'r', source: '', at })
  for (const at of [1, 2, 3, 4]) await audit(at).saveBucket(bucket(at))
  assert.equal(await store.pruneAudit({ before: 3, limit: 1 }), 1)
  assert.equal(await store.pruneAudit({ before: 100, limit: 10 }), 2)
  assert.deepEqual(
    (await store.listAudit(1, all)).items.map(({ at }) => at),
    [4],
  )
  assert.equal(await store.pruneFires({ before: 100, limit: 10 }), 0)
})

const bucket = (createdAt: number) => ({
  accountId: 1,
  url: `https://bucket-${createdAt}`,
  kind: 's3' as const,
  endpoint: '',
  region: '',
  keyId: '',
  sealedSecret: new Uint8Array(),
  createdAt,
})
