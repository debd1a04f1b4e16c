import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Bucket, limits, type Store } from '@muster/core'
import { engines } from './support/engines.ts'
import { all, claimAll, finished, invocation, output, pending, report, started, text } from './support/samples.ts'

const bound = limits.outputBytes

/** Tasks 1, 2, … on instances of the same numbers, being delivered, whose whole outputs are asked for. */
async function delivering(store: Store, tasks = 1): Promise<Store> {
  const ids = Array.from({ length: tasks }, (_, n) => n + 1)
  const sample = invocation(ids.map(pending))
  const delivery = { bucketUrl: 'https://bucket', keyPrefix: 'logs' }
  await store.createInvocation({ ...sample, execution: { ...sample.execution, delivery } })
  await claimAll(store, ids)
  return store
}

const task = async (store: Store, id = 1) =>
  (await store.listTasks(1, { ids: [id] }, all)).items[0] ?? assert.fail('the task is there')

for (const engine of engines) {
  const open = async (t: TestContext, tasks = 1) => delivering(await engine.open(t), tasks)

  test(`${engine.name}: what is beyond the record is counted as held, and as dropped once the task has ended`, async (t) => {
    const store = await open(t)
    const [held] = await report(store, 1, [
      started(1),
      output(1, 0, 'x'.repeat(bound + 7)),
      output(1, bound + 7, 'end'),
    ])
    assert.equal(held?.offset, bound + 10)
    assert.deepEqual([(await task(store)).outputSize, (await task(store)).outputDropped], [bound, 0])
    assert.deepEqual(await store.listDeliveries([1]), [])
    await report(store, 1, [finished(1, bound + 10, { dropped: 5 })])
    const { state, delivers, outputSize, outputDropped } = await task(store)
    assert.deepEqual([state, delivers, outputSize, outputDropped], ['succeeded', true, bound, 15])
    assert.equal(text((await store.readOutputs([1]))[0]), 'x'.repeat(bound))
    const [delivery] = await store.listDeliveries([1])
    assert.deepEqual([delivery?.state, delivery?.size, delivery?.dueAt], ['waiting', bound + 10, 3000])
  })

  test(`${engine.name}: the record cuts no character, and holds all of its part for the delivery`, async (t) => {
    const store = await open(t)
    const full = `${'x'.repeat(bound - 1)}ü`
    await report(store, 1, [started(1), output(1, 0, full), finished(1, bound + 1)])
    const { outputSize, outputDropped } = await task(store)
    assert.deepEqual([outputSize, outputDropped], [bound - 1, 2])
    assert.equal(text((await store.readOutputs([1]))[0]), 'x'.repeat(bound - 1))
    assert.equal((await store.readHead(1)).length, bound)
  })

  test(`${engine.name}: whatever ends a task that ran, what it printed is delivered; one that never ran has nothing`, async (t) => {
    const store = await open(t, 3)
    await report(store, 1, [started(1), output(1, 0, 'half of')])
    await report(store, 2, [{ kind: 'refused', taskId: 2, reason: 'no' }])
    await store.expireTasks({ at: 10 ** 12, limit: 10 })
    assert.deepEqual([(await task(store)).state, (await task(store, 3)).state], ['lost', 'lost'])
    const deliveries = await store.listDeliveries([1, 2, 3])
    assert.deepEqual(
      deliveries.map(({ taskId, size }) => [taskId, size]),
      [[1, 7]],
    )
  })

  test(`${engine.name}: deliveries come when they are due, with whose they are, until they are done`, async (t) => {
    const store = await open(t, 2)
    for (const id of [1, 2]) await report(store, id, [started(id), finished(id, 0)], 3000 + id)
    const due = (at: number) => store.dueDeliveries({ at, limit: 10 })
    const change = { taskId: 1, attempts: 1, url: '', startedAt: 3005, endedAt: 3006 }
    assert.deepEqual(
      (await due(3001)).map(({ taskId }) => taskId),
      [1],
    )
    const [first] = await due(4000)
    assert.deepEqual([first?.accountId, first?.delivery.keyPrefix, first?.invocationId], [1, 'logs', 1])
    await store.recordDelivery({ ...change, state: 'waiting', error: 'it hung', dueAt: 9000 })
    assert.deepEqual(
      (await due(8000)).map(({ taskId }) => taskId),
      [2],
    )
    assert.deepEqual(
      (await due(9000)).map(({ taskId, error }) => [taskId, error]),
      [
        [2, ''],
        [1, 'it hung'],
      ],
    )
    await store.recordDelivery({ ...change, state: 'kept', error: '', dueAt: 9000 })
    assert.deepEqual(
      (await due(9000)).map(({ taskId }) => taskId),
      [2],
    )
    const old = (before: number) => store.oldDeliveries({ before, skip: 0, limit: 10 })
    assert.deepEqual([(await old(3001)).length, (await old(3002)).map(({ taskId }) => taskId)], [0, [1]])
  })

  test(`${engine.name}: tells which tasks are open and deliver, and whose they are`, async (t) => {
    const store = await open(t, 2)
    await store.createInvocation(invocation([pending(3)]))
    await report(store, 1, [started(1), finished(1, 0)])
    assert.deepEqual(await store.openDeliveries([1, 2, 3, 99]), [{ taskId: 2, instanceId: 2 }])
  })

  test(`${engine.name}: a bucket is its account's, and saved again it has the new key`, async (t) => {
    const store = await engine.open(t)
    const url = 'https://logs.example.org'
    const bucket: Bucket = {
      accountId: 1, url, kind: 's3', endpoint: url, region: 'us-east-1', keyId: 'one', sealedSecret: Buffer.from([1]), createdAt: 5,
    } // biome-ignore format: one line a bucket
    await store.saveBucket(bucket)
    await store.saveBucket({ ...bucket, keyId: 'two', createdAt: 9 })
    const found = await store.findBucket(1, url)
    assert.deepEqual([found?.keyId, found?.createdAt, [...(found?.sealedSecret ?? [])]], ['two', 5, [1]])
    assert.equal(await store.findBucket(2, url), undefined)
    assert.deepEqual([(await store.listBuckets(1)).length, (await store.listBuckets(2)).length], [1, 0])
    assert.deepEqual(
      [await store.deleteBucket({ accountId: 2, url }), await store.deleteBucket({ accountId: 1, url })],
      [false, true],
    )
    assert.equal(await store.findBucket(1, url), undefined)
  })
}
