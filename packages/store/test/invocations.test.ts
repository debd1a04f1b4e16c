import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type InvocationFilter, MusterError, noCounts, type TaskFilter } from '@muster/core'
import { engines } from './support/engines.ts'
import { all, claimAll, draft, enrol, invocation, pending } from './support/samples.ts'

for (const engine of engines) {
  test(`${engine.name}: an invocation comes back as it was stored, with its tasks in one piece`, async (t) => {
    const store = await engine.open(t)
    const given = invocation(
      [
        pending(5),
        { instanceId: 3, state: 'delayed', cause: '' },
        { instanceId: 9, state: 'skipped', cause: 'away "now"\n' },
      ],
      { parameters: { who: '***' }, defaultParameters: { who: 'all' }, sealedSecrets: new Uint8Array([1, 2]) },
    )
    const { tasks, command, accessKeyId, ...kept } = given
    const { id, commandId, firstTaskId } = await store.createInvocation(given)
    const { items } = await store.listInvocations(1, { ids: [id] }, all)
    const [held = assert.fail('it is there')] = items
    assert.deepEqual([...held.execution.content], [...kept.execution.content])
    assert.deepEqual([...(held.sealedSecrets ?? [])], [1, 2])
    assert.deepEqual(
      { ...held, execution: { ...held.execution, content: kept.execution.content }, sealedSecrets: kept.sealedSecrets },
      {
        ...kept,
        id,
        commandId,
        firstTaskId,
        total: 3,
        counts: { ...noCounts, pending: 1, delayed: 1, skipped: 1 },
        startedAt: undefined,
        endedAt: undefined,
        updatedAt: 1000,
      },
    )
    const listed = await store.listTasks(1, { invocationIds: [id] }, all)
    assert.deepEqual(
      listed.items.map((task) => [
        task.id - firstTaskId,
        task.instanceId,
        task.state,
        task.cause,
        task.endedAt,
        task.dueAt,
      ]),
      [
        [0, 5, 'pending', '', undefined, 100_000],
        [1, 3, 'delayed', '', undefined, 100_000],
        [2, 9, 'skipped', 'away "now"\n', 1000, 100_000],
      ],
    )
    assert.deepEqual(
      [listed.items[0]?.attempt, listed.items[0]?.commandId, listed.items[0]?.accountId, listed.items[0]?.createdAt],
      [1, commandId, 1, 1000],
    )
  })

  test(`${engine.name}: an invocation whose hosts were all passed over has ended as it is stored`, async (t) => {
    const store = await engine.open(t)
    await store.createInvocation(invocation([{ instanceId: 1, state: 'skipped', cause: 'away' }]))
    const { items } = await store.listInvocations(1, {}, all)
    assert.deepEqual([items[0]?.startedAt, items[0]?.endedAt], [undefined, 1000])
  })

  test(`${engine.name}: an invocation of a stored command names it, if it is the account's`, async (t) => {
    const store = await engine.open(t)
    const { id } = await store.createCommand({ accountId: 1, draft: draft(), at: 1 })
    const made = await store.createInvocation(invocation([pending(1)], { command: { id } }))
    assert.equal(made.commandId, id)
    await assert.rejects(
      store.createInvocation(invocation([pending(1)], { command: { id }, accountId: 2 })),
      (error) => error instanceof MusterError && error.name === 'CommandNotFound',
    )
  })

  test(`${engine.name}: invocations are filtered, newest first, and kept apart by account`, async (t) => {
    const store = await engine.open(t)
    const a = await store.createInvocation(invocation([pending(1)]))
    const b = await store.createInvocation(invocation([pending(1)], { instanceKind: 'managed' }))
    await store.createInvocation(invocation([pending(1)], { accountId: 2 }))
    const ids = async (filter: InvocationFilter, page = all) => {
      const { total, items } = await store.listInvocations(1, filter, page)
      return [total, ...items.map(({ id }) => id)]
    }
    assert.deepEqual(await ids({}), [2, b.id, a.id])
    assert.deepEqual(await ids({}, { offset: 1, limit: 5 }), [2, a.id])
    assert.deepEqual(await ids({ ids: [a.id, b.id + 1] }), [1, a.id])
    assert.deepEqual(await ids({ commandIds: [b.commandId] }), [1, b.id])
    assert.deepEqual(await ids({ kinds: ['cvm'] }), [1, a.id])
    assert.deepEqual(await ids({ commandCreatedBy: ['user'] }), [2, b.id, a.id])
    assert.deepEqual(await ids({ commandCreatedBy: ['muster'] }), [0])
  })

  test(`${engine.name}: what ran is found by its command, and a script that was never saved by an id of its own`, async (t) => {
    const store = await engine.open(t)
    const { id: command } = await store.createCommand({ accountId: 1, draft: draft(), at: 1 })
    const script = await store.createInvocation(invocation([pending(1)]))
    const run = await store.createInvocation(invocation([pending(1)], { command: { id: command } }))
    const other = await store.createInvocation(invocation([pending(1)]))
    const found = async (...commandIds: number[]) => {
      const runs = await store.listInvocations(1, { commandIds }, all)
      const tasks = await store.listTasks(1, { commandIds }, all)
      const ids = runs.items.map(({ id }) => id)
      assert.deepEqual([tasks.total, tasks.items.map((task) => task.invocationId)], [runs.total, ids])
      return ids
    }
    assert.deepEqual(await found(command), [run.id])
    assert.deepEqual(await found(script.commandId), [script.id])
    assert.deepEqual(await found(script.commandId, other.commandId), [other.id, script.id])
    assert.deepEqual(await found(other.commandId, command), [other.id, run.id])
    assert.deepEqual(await found(script.commandId + run.id - script.id), [])
    assert.equal((await store.listCommands(1, { ids: [script.commandId] }, all)).total, 0)
  })

  test(`${engine.name}: tasks are filtered and paged, the newest invocation first, its instances in order`, async (t) => {
    const store = await engine.open(t)
    const [x = 0, y = 0, z = 0] = await enrol(store, 3)
    const a = await store.createInvocation(invocation([x, y, z].map(pending)))
    await claimAll(store, [y])
    const b = await store.createInvocation(invocation([z, x].map(pending)))
    await store.createInvocation(invocation([pending(x)], { accountId: 2 }))
    const [a1, a2, a3] = [0, 1, 2].map((n) => a.firstTaskId + n)
    const [b1, b2] = [0, 1].map((n) => b.firstTaskId + n)
    const ids = async (filter: TaskFilter, page = all) => {
      const { total, items } = await store.listTasks(1, filter, page)
      return [total, ...items.map(({ id }) => id)]
    }
    assert.deepEqual(await ids({}), [5, b1, b2, a1, a2, a3])
    assert.deepEqual(await ids({}, { offset: 1, limit: 3 }), [5, b2, a1, a2])
    assert.deepEqual(await ids({}, { offset: 9, limit: 3 }), [5])
    assert.deepEqual(await ids({}, { offset: 0, limit: 0 }), [5])
    assert.deepEqual(await ids({ invocationIds: [a.id] }, { offset: 1, limit: 1 }), [3, a2])
    assert.deepEqual(await ids({ commandIds: [b.commandId] }), [2, b1, b2])
    assert.deepEqual(await ids({ states: ['pending'] }), [4, b1, b2, a1, a3])
    assert.deepEqual(await ids({ states: ['pending'] }, { offset: 3, limit: 1 }), [4, a3])
    assert.deepEqual(await ids({ states: ['delivering', 'running'] }), [1, a2])
    assert.deepEqual(await ids({ states: [] }), [0])
    assert.deepEqual(await ids({ instanceIds: [z] }), [2, b1, a3])
    assert.deepEqual(await ids({ instanceIds: [z, y] }), [3, b1, a2, a3])
    assert.deepEqual(await ids({ instanceIds: [y], states: ['pending'] }), [0])
    assert.deepEqual(await ids({ instanceIds: [x], invocationIds: [a.id] }), [1, a1])
    assert.deepEqual(await ids({ instanceIds: [x], commandIds: [b.commandId] }), [1, b2])
    assert.deepEqual(await ids({ ids: [a3, b1, 999].map(Number) }), [2, b1, a3])
    assert.equal((await store.listTasks(2, { instanceIds: [z] }, all)).total, 0)
    assert.equal((await store.listTasks(2, { invocationIds: [a.id] }, all)).total, 0)
    assert.equal((await store.listTasks(2, { ids: [Number(a1)] }, all)).total, 0)
  })

  test(`${engine.name}: what sends a file is told from what runs a script`, async (t) => {
    const store = await engine.open(t)
    const [host = 0] = await enrol(store, 1)
    const { execution } = invocation([])
    const place = { name: 'a', folder: '/opt', mode: '0644', owner: '', group: '' }
    const file = { ...place, existing: 'keep', encoding: 'plain' } as const
    const script = await store.createInvocation(invocation([pending(host)]))
    const sent = await store.createInvocation(invocation([pending(host)], { execution: { ...execution, file } }))
    const listed = async (filter: InvocationFilter) => (await store.listInvocations(1, filter, all)).items
    assert.deepEqual(
      (await listed({ sendsFile: [true] })).map(({ id }) => id),
      [sent.id],
    )
    assert.deepEqual((await listed({ ids: [sent.id] }))[0]?.execution.file, file)
    assert.deepEqual((await store.findRuns(1, [sent.id])).get(sent.id)?.execution.file, file)
    for (const filter of [
      {},
      { instanceIds: [host] },
      { invocationIds: [script.id, sent.id] },
    ] satisfies TaskFilter[]) {
      const { total, items } = await store.listTasks(1, { ...filter, sendsFile: [false] }, all)
      assert.deepEqual([total, items.map(({ invocationId }) => invocationId)], [1, [script.id]])
    }
    const assignments = await claimAll(store, [host])
    assert.deepEqual(
      assignments.map(({ work }) => work.file),
      [undefined, file],
    )
  })
}
