import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limits, type Store, sentDeadline } from '@muster/core'
import { engines } from './support/engines.ts'
import { all, claimAll, enrol, facts, finished, invocation, pending, report, started } from './support/samples.ts'

const onlyInvocation = async (store: Store, id: number) => (await store.listInvocations(1, { ids: [id] }, all)).items[0]
const stateOf = async (store: Store, taskId: number) =>
  (await store.listTasks(1, { ids: [taskId] }, all)).items[0]?.state

for (const engine of engines) {
  test(`${engine.name}: a claim takes the oldest, at most the limit of each instance, and marks them as delivering`, async (t) => {
    const store = await engine.open(t)
    const parameters = { who: 'you' }
    const sealedSecrets = new Uint8Array([4])
    const made = []
    for (let n = 0; n < 3; n++)
      made.push(await store.createInvocation(invocation([pending(1), pending(2)], { parameters, sealedSecrets })))
    const { assignments } = await store.claimTasks({
      instances: [
        { id: 2, limit: 2 },
        { id: 1, limit: 1 },
        { id: 7, limit: 9 },
      ],
      at: 5000,
    })
    assert.deepEqual(
      assignments.map(({ taskId, instanceId }) => [taskId, instanceId]),
      [
        [1, 1],
        [2, 2],
        [4, 2],
      ],
    )
    const [{ work, ...first } = assert.fail('one')] = assignments
    const { content, sealedSecrets: secrets, ...rest } = work
    assert.deepEqual([[...content], [...(secrets ?? [])]], [[...invocation([]).execution.content], [4]])
    assert.deepEqual(first, {
      taskId: 1,
      attempt: 1,
      instanceId: 1,
      invocationId: made[0]?.id,
      state: 'delivering',
      startBy: 100_000,
    })
    assert.deepEqual(rest, {
      accountId: 1,
      commandId: made[0]?.commandId,
      type: 'shell',
      parameters,
      timeoutSeconds: 60,
      workingDirectory: '/tmp',
      userName: 'root',
      profile: 'login',
      termination: 'processTree',
      output: 'merged',
      delivery: { bucketUrl: '', keyPrefix: '' },
      repeat: undefined,
    })
    assert.deepEqual((await onlyInvocation(store, made[1]?.id ?? 0))?.counts.delivering, 1)
    assert.equal((await store.listTasks(1, { ids: [1] }, all)).items[0]?.dueAt, sentDeadline(60, 100_000))
    assert.deepEqual(
      (await claimAll(store, [1, 2], 5000)).map(({ taskId }) => taskId),
      [3, 5, 6],
    )
    assert.deepEqual(await claimAll(store, [1, 2], 5000), [])
  })

  test(`${engine.name}: what is claimed has the time of a script that starts unseen; after the delivery deadline nothing is claimed`, async (t) => {
    const store = await engine.open(t)
    await store.createInvocation(
      invocation([pending(1), { instanceId: 2, state: 'delayed', cause: '' }], { dueAt: 9000 }),
    )
    assert.deepEqual(await claimAll(store, [1, 2], 9000), [])
    const claimed = await claimAll(store, [1, 2], 8999)
    assert.deepEqual(
      claimed.map(({ startBy }) => startBy),
      [8999 + limits.deliveryMs, 8999 + limits.deliveryMs],
    )
    assert.equal(
      (await store.listTasks(1, { ids: [1] }, all)).items[0]?.dueAt,
      sentDeadline(60, 8999 + limits.deliveryMs),
    )
  })

  test(`${engine.name}: two claimers never share a task`, async (t) => {
    const store = await engine.open(t)
    const ids = Array.from({ length: 50 }, (_, n) => n + 1)
    await store.createInvocation(invocation(ids.map(pending)))
    const claims = await Promise.all([claimAll(store, ids), claimAll(store, ids.toReversed()), claimAll(store, ids)])
    const taken = claims.flat().map(({ taskId }) => taskId)
    assert.equal(taken.length, 50)
    assert.equal(new Set(taken).size, 50)
  })

  test(`${engine.name}: what was sent and has not ended is sent again after a reconnect`, async (t) => {
    const store = await engine.open(t)
    const { id } = await store.createInvocation(invocation([1, 2, 3, 4].map(pending)))
    await claimAll(store, [1, 2, 3])
    await report(store, 2, [started(2)])
    await report(store, 3, [started(3), finished(3, 0)])
    await store.cancelInvocation({ invocationId: id, instanceIds: [1], at: 2700 })
    const open = await store.openAssignments([4, 3, 2, 1], 3000)
    assert.deepEqual(
      open.map((one) => [one.taskId, one.state]),
      [
        [1, 'cancelling'],
        [2, 'running'],
      ],
    )
    assert.deepEqual(await store.cancellingTasks([1, 2, 3, 4]), [{ taskId: 1, invocationId: 1, instanceId: 1 }])
    assert.deepEqual(await store.openAssignments([9], 3000), [])
  })

  test(`${engine.name}: a cancel ends what was not sent and names the hosts to ask`, async (t) => {
    const store = await engine.open(t)
    const { id } = await store.createInvocation(invocation([1, 2, 3, 4, 5].map(pending)))
    const other = await store.createInvocation(invocation([pending(1)]))
    await claimAll(store, [2, 3, 4])
    await report(store, 3, [started(3)])
    await report(store, 4, [started(4), finished(4, 0)])
    const some = await store.cancelInvocation({ invocationId: id, instanceIds: [1, 3, 99], at: 3000 })
    assert.deepEqual(some.ask, [3])
    assert.deepEqual(some.moves, [
      { taskId: 1, invocationId: id, instanceId: 1, from: 'pending', to: 'cancelled' },
      { taskId: 3, invocationId: id, instanceId: 3, from: 'running', to: 'cancelling' },
    ])
    const rest = await store.cancelInvocation({ invocationId: id, instanceIds: undefined, at: 3100 })
    assert.deepEqual(rest.ask, [2, 3])
    assert.deepEqual(
      rest.moves.map(({ taskId }) => taskId),
      [2, 5],
    )
    const { counts, endedAt } = (await onlyInvocation(store, id)) ?? assert.fail('it is there')
    assert.deepEqual([counts.cancelling, counts.cancelled, counts.succeeded, endedAt], [2, 2, 1, undefined])
    assert.equal(await stateOf(store, other.firstTaskId), 'pending')
    const task = (await store.listTasks(1, { ids: [3] }, all)).items[0]
    assert.equal(task?.dueAt, 3000 + limits.cancelGraceMs)
  })

  test(`${engine.name}: deadlines of what is sent move with a stepped clock, those that it has set already do not`, async (t) => {
    const store = await engine.open(t)
    await store.createInvocation(invocation([pending(1), pending(2), pending(3)], { dueAt: 900_000 }))
    const claim = (id: number, at: number) => store.claimTasks({ instances: [{ id, limit: 1 }], at })
    const dueAt = async () => {
      const { items } = await store.listTasks(1, {}, all)
      return items.toSorted((a, b) => a.id - b.id).map((task) => task.dueAt)
    }
    await claim(1, 500_000)
    const [first = 0, , third] = await dueAt()
    await store.moveDeadlines({ by: 1000, since: 500_500, at: 501_500 })
    assert.deepEqual(await dueAt(), [first + 1000, 900_000, third])
    await claim(2, 200_100)
    const [, second] = await dueAt()
    await store.moveDeadlines({ by: -300_000, since: 200_000, at: 201_000 })
    assert.deepEqual(await dueAt(), [first + 1000 - 300_000, second, third])
  })

  test(`${engine.name}: the sweep ends what is overdue, the most overdue first, and nothing else`, async (t) => {
    const store = await engine.open(t)
    const late = await store.createInvocation(invocation([1, 2].map(pending), { dueAt: 5000 }))
    await store.createInvocation(invocation([pending(3)], { dueAt: 4000 }))
    await store.createInvocation(invocation([pending(4)], { dueAt: 6001 }))
    const first = await store.expireTasks({ at: 6000, limit: 2 })
    assert.deepEqual(
      first.map(({ taskId, to }) => [taskId, to]),
      [
        [3, 'undelivered'],
        [1, 'undelivered'],
      ],
    )
    assert.deepEqual(
      (await store.expireTasks({ at: 6000, limit: 9 })).map(({ taskId }) => taskId),
      [2],
    )
    assert.deepEqual(await store.expireTasks({ at: 6000, limit: 9 }), [])
    const { counts, endedAt, startedAt } = (await onlyInvocation(store, late.id)) ?? assert.fail('it is there')
    assert.deepEqual([counts.undelivered, startedAt, endedAt], [2, undefined, 6000])
    const [task] = (await store.listTasks(1, { ids: [1] }, all)).items
    assert.match(task?.cause ?? '', /not online/)
    assert.equal(task?.endedAt, 6000)
  })

  test(`${engine.name}: instances that are online and have tasks waiting are found, and the oldest of these`, async (t) => {
    const store = await engine.open(t)
    const [a = 0, b = 0, c = 0] = await enrol(store, 3)
    await store.createInvocation(invocation([a, b, c].map(pending)))
    await store.connectInstances({ connections: [a, b].map((id) => ({ id, epoch: 1, facts })), at: 1 })
    await claimAll(store, [b])
    await store.createInvocation(invocation([a, c].map(pending)))
    assert.deepEqual(await store.oldestWaiting(), new Map([[a, 1]]))
    assert.deepEqual(await store.oldestWaiting([c, b]), new Map([[c, 3]]))
  })
}
