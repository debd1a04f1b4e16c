import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Report, Store } from '@muster/core'
import { engines } from './support/engines.ts'
import { all, claimAll, finished, invocation, output, pending, report, started, text } from './support/samples.ts'

const day = 86_400_000
const repeat = { rule: { kind: 'rate', seconds: 60, from: 1000 }, text: 'rate(1m)', revision: 1 } as const

/** A task that stays on instance 1, and one that does not on instance 2. */
async function standing(t: TestContext, engine: (typeof engines)[number]): Promise<Store> {
  const store = await engine.open(t)
  const base = invocation([pending(1)])
  await store.createInvocation({ ...base, execution: { ...base.execution, repeat } })
  await store.createInvocation(invocation([pending(2)]))
  await claimAll(store, [1, 2])
  await report(store, 1, [started(1)])
  return store
}

const fired = (store: Store, number: number, reports: readonly Report[], at = 3000, instanceId = 1) =>
  store.recordFirings({ reports: reports.map((each) => ({ instanceId, number, report: each })), at })

for (const engine of engines) {
  test(`${engine.name}: a task that stays goes with its rule to its host, and has no end to its time`, async (t) => {
    const store = await standing(t, engine)
    const [assignment] = await store.openAssignments([1], 3000)
    assert.deepEqual([assignment?.state, assignment?.work.repeat], ['running', repeat])
    assert.deepEqual(await store.expireTasks({ at: 3000 + 3650 * day, limit: 10 }).then((moves) => moves.length), 1)
    const { items } = await store.listTasks(1, { ids: [1] }, all)
    assert.equal(items[0]?.state, 'running')
    const { items: invocations } = await store.listInvocations(1, { ids: [1] }, all)
    assert.deepEqual(invocations[0]?.execution.repeat, repeat)
  })

  test(`${engine.name}: a firing is lost though a power cut took output from its host that is held here`, async (t) => {
    const store = await standing(t, engine)
    await fired(store, 1, [started(1), output(1, 0, 'hello')])
    const [outcome] = await fired(store, 1, [finished(1, 3, { outcome: 'lost', cause: 'the host restarted' })])
    assert.deepEqual([outcome?.state, outcome?.offset], ['lost', 5])
  })

  test(`${engine.name}: each firing is held once, however often and in whatever pieces it is told`, async (t) => {
    const store = await standing(t, engine)
    const whole = [started(1), output(1, 0, 'hel'), output(1, 3, 'lo'), finished(1, 5)]
    const [first] = await fired(store, 1, whole.slice(0, 2))
    assert.deepEqual(first, { taskId: 1, number: 1, offset: 3, state: 'running', taskState: 'running' })
    await fired(store, 1, [finished(1, 5)])
    for (let times = 0; times < 3; times++) await fired(store, 1, whole)
    await fired(store, 2, [finished(1, 0, { exitCode: 3 })])
    const { total, items } = await store.listFirings([1, 2], all)
    assert.equal(total, 2)
    assert.deepEqual(
      items.map(({ number, state, exitCode, instanceId, outputSize }) => [
        number,
        state,
        exitCode,
        instanceId,
        outputSize,
      ]),
      [
        [2, 'failed', 3, 1, 0],
        [1, 'succeeded', 0, 1, 5],
      ],
    )
    assert.deepEqual(
      [...(await store.lastFirings([1, 2]))].map(([id, { number }]) => [id, number]),
      [[1, 2]],
    )
    const outputs = await store.readFiringOutputs([
      { taskId: 1, number: 2 },
      { taskId: 1, number: 1 },
      { taskId: 9, number: 1 },
    ])
    assert.deepEqual(outputs.map(text), ['', 'hello', ''])
  })

  test(`${engine.name}: what stays is changed once for each revision, and its hosts are named`, async (t) => {
    const store = await standing(t, engine)
    const change = (revision: number, accountId = 1) =>
      store.changeStanding({
        accountId,
        invocationId: 1,
        content: Buffer.from('new'),
        repeat: { rule: { kind: 'everyBoot' }, text: '', revision },
        parameters: { shown: { who: 'you' }, sealedSecrets: undefined },
        at: 9000,
      })
    assert.deepEqual(await change(2), [1])
    for (const stale of [change(2), change(9), change(3, 7)])
      await assert.rejects(stale, { name: 'InvocationNotFound' })
    const [assignment] = await store.openAssignments([1], 3000)
    assert.deepEqual([text(assignment?.work.content), assignment?.work.repeat?.revision], ['new', 2])
    assert.equal((await store.listInvocations(1, { repeats: ['everyBoot'] }, all)).total, 1)
    assert.equal((await store.listInvocations(1, { repeats: ['times'] }, all)).total, 0)
    assert.equal((await store.listInvocations(1, { repeats: ['never'] }, all)).total, 1)
  })

  test(`${engine.name}: a host tells of no more firings than there can have been`, async (t) => {
    const store = await standing(t, engine)
    assert.equal((await fired(store, 100, [finished(1, 0)], 3000)).length, 1)
    assert.deepEqual(await fired(store, 101, [finished(1, 0)], 3000), [])
    assert.equal((await fired(store, 8740, [finished(1, 0)], 1000 + day)).length, 1)
    assert.deepEqual(await fired(store, 8741, [finished(1, 0)], 1000 + day), [])
  })

  test(`${engine.name}: all that repeats for a user is found, at times or as hosts start, until it has ended`, async (t) => {
    const store = await standing(t, engine)
    const base = invocation([pending(1)])
    for (const kind of ['nextBoot', 'everyBoot'] as const)
      await store.createInvocation({
        ...base,
        userId: 1,
        execution: { ...base.execution, repeat: { rule: { kind }, text: '', revision: 1 } },
      })
    await store.createInvocation({ ...base, userId: 1, execution: { ...base.execution, repeat } })
    assert.deepEqual(await store.findRepeating(1), [1, 3, 4, 5])
    await store.cancelInvocation({ invocationId: 4, instanceIds: undefined, at: 2000 })
    assert.deepEqual(await store.findRepeating(1), [1, 3, 5])
  })

  test(`${engine.name}: only its own host tells of a firing, and only of a task that stays`, async (t) => {
    const store = await standing(t, engine)
    assert.deepEqual(await fired(store, 1, [started(1)], 3000, 2), [])
    assert.deepEqual(await fired(store, 1, [started(2)], 3000, 2), [])
    assert.deepEqual(await fired(store, 1, [started(99)]), [])
    assert.equal((await store.listFirings([1, 2, 99], all)).total, 0)
  })

  test(`${engine.name}: a firing that is told after its task was stopped is held, and says so`, async (t) => {
    const store = await standing(t, engine)
    await report(store, 1, [finished(1, 0, { outcome: 'terminated', exitCode: undefined })])
    const [outcome] = await fired(store, 7, [finished(1, 0)])
    assert.deepEqual([outcome?.state, outcome?.taskState], ['succeeded', 'terminated'])
  })

  test(`${engine.name}: a firing whose end nobody tells is lost in the end, and old ones are let go`, async (t) => {
    const store = await standing(t, engine)
    await fired(store, 1, [started(1)])
    await fired(store, 2, [finished(1, 0)])
    assert.equal(await store.expireFirings({ at: 60_000, limit: 10 }), 0)
    assert.equal(await store.expireFirings({ at: day, limit: 10 }), 1)
    assert.equal(await store.expireFirings({ at: day, limit: 10 }), 0)
    const { items } = await store.listFirings([1], all)
    assert.deepEqual(
      items.map(({ state }) => state),
      ['succeeded', 'lost'],
    )
    assert.equal(await store.pruneFirings({ before: day, limit: 10 }), 1)
    assert.equal((await store.listFirings([1], all)).total, 1)
  })
}
