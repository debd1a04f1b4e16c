import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { limits, type Report, type Store } from '@muster/core'
import { engines } from './support/engines.ts'
import { all, claimAll, finished, invocation, output, pending, report, started, text } from './support/samples.ts'

/** One task that is being delivered to instance 1; its number is 1, its invocation's too. */
async function delivering(store: Store, tasks = 1): Promise<Store> {
  const ids = Array.from({ length: tasks }, (_, n) => n + 1)
  await store.createInvocation(invocation(ids.map(pending)))
  await claimAll(store, ids)
  return store
}

const task = async (store: Store, id = 1) =>
  (await store.listTasks(1, { ids: [id] }, all)).items[0] ?? assert.fail('the task is there')

for (const engine of engines) {
  const open = async (t: TestContext, tasks = 1) => delivering(await engine.open(t), tasks)

  test(`${engine.name}: started, output and end in one batch make one move`, async (t) => {
    const store = await open(t)
    const outcomes = await report(store, 1, [started(1), output(1, 0, 'he'), output(1, 2, 'llo'), finished(1, 5)])
    assert.deepEqual(outcomes, [{ taskId: 1, invocationId: 1, offset: 5, before: 'delivering', state: 'succeeded' }])
    const held = await task(store)
    assert.deepEqual([held.exitCode, held.outputSize, held.startedAt, held.endedAt], [0, 5, 2500, 2600])
    assert.equal(text((await store.readOutputs([1]))[0]), 'hello')
    const [whole] = (await store.listInvocations(1, {}, all)).items
    assert.deepEqual([whole?.counts.succeeded, whole?.startedAt, whole?.endedAt], [1, 3000, 3000])
  })

  test(`${engine.name}: a repeated report says what is held and changes nothing`, async (t) => {
    const store = await open(t)
    const batch = [started(1), output(1, 0, 'hello'), finished(1, 5, { exitCode: 3, cause: 'no luck' })]
    await report(store, 1, batch)
    const before = await task(store)
    const again = await report(store, 1, [...batch, finished(1, 5, { exitCode: 0 })], 9000)
    assert.deepEqual(again, [{ taskId: 1, invocationId: 1, offset: 5, before: 'failed', state: 'failed' }])
    assert.deepEqual(await task(store), before)
    assert.deepEqual([before.state, before.exitCode, before.cause], ['failed', 3, 'no luck'])
  })

  test(`${engine.name}: output is trimmed where it overlaps and passed over after a gap`, async (t) => {
    const store = await open(t)
    await report(store, 1, [started(1), output(1, 0, 'grüß')])
    const offsetAfter = async (...reports: Report[]) => (await report(store, 1, reports))[0]
    assert.deepEqual([(await offsetAfter(output(1, 0, 'grüß')))?.offset, (await task(store)).outputSize], [6, 6])
    assert.equal((await offsetAfter(output(1, 8, 'lost')))?.offset, 6)
    assert.equal((await offsetAfter(output(1, 3, 'üß')))?.offset, 6 + 1)
    assert.equal((await offsetAfter(output(1, 7, '€'), output(1, 20, 'gap'), output(1, 10, '!')))?.offset, 11)
    const bytes = Buffer.concat([Buffer.from('grüß'), Buffer.from('üß').subarray(3), Buffer.from('€!')])
    assert.deepEqual([...((await store.readOutputs([1]))[0] ?? [])], [...bytes])
  })

  test(`${engine.name}: a task is lost though a power cut took output from its host that is held here`, async (t) => {
    const store = await open(t)
    await report(store, 1, [started(1), output(1, 0, 'hello')])
    await report(store, 1, [finished(1, 3, { outcome: 'exited' })])
    assert.equal((await task(store)).state, 'running')
    await report(store, 1, [finished(1, 3, { outcome: 'lost', cause: 'the host restarted' })])
    const held = await task(store)
    assert.deepEqual([held.state, held.cause, held.outputSize], ['lost', 'the host restarted', 5])
  })

  test(`${engine.name}: an end is taken only when all its output is held`, async (t) => {
    const store = await open(t)
    const early = await report(store, 1, [started(1), output(1, 3, 'lo'), finished(1, 5)])
    assert.deepEqual([early[0]?.state, early[0]?.offset], ['running', 0])
    const still = await report(store, 1, [finished(1, 5)])
    assert.deepEqual([still[0]?.before, still[0]?.state], ['running', 'running'])
    const late = await report(store, 1, [output(1, 0, 'hello'), finished(1, 5, { dropped: 7 })])
    assert.deepEqual([late[0]?.state, (await task(store)).outputDropped], ['succeeded', 7])
  })

  test(`${engine.name}: a record keeps no more output than its bound`, async (t) => {
    const store = await open(t)
    const full = 'x'.repeat(limits.outputBytes)
    const over = await report(store, 1, [started(1), output(1, 0, `${full}y`)])
    assert.equal(over[0]?.offset, 0)
    const exact = await report(store, 1, [output(1, 0, full), output(1, limits.outputBytes, 'y')])
    assert.equal(exact[0]?.offset, limits.outputBytes)
    assert.equal(text((await store.readOutputs([1]))[0]), full)
  })

  test(`${engine.name}: an instance reports of its own tasks only, and of none that were not sent`, async (t) => {
    const store = await open(t, 2)
    const outcomes = await store.recordReports({
      at: 3000,
      reports: [
        { instanceId: 1, report: started(2) },
        { instanceId: 1, report: started(99) },
        { instanceId: 2, report: started(2) },
        { instanceId: 1, report: started(1) },
      ],
    })
    assert.deepEqual(
      outcomes.map(({ taskId }) => taskId),
      [2, 1],
    )
    await store.createInvocation(invocation([pending(1)]))
    const unsent = await report(store, 1, [output(3, 0, 'x'), started(3), finished(3, 0)])
    assert.deepEqual([unsent[0]?.before, unsent[0]?.state], ['pending', 'pending'])
    assert.deepEqual(await store.recordReports({ reports: [], at: 1 }), [])
  })

  test(`${engine.name}: a refusal, a lost host and a script that cannot start end a task with a cause`, async (t) => {
    const store = await open(t, 3)
    await report(store, 1, [{ kind: 'refused', taskId: 1, reason: 'busy' }])
    await report(store, 2, [started(2), finished(2, 0, { outcome: 'lost', exitCode: undefined, cause: 'rebooted' })])
    await report(store, 3, [
      finished(3, 0, {
        outcome: 'startFailed',
        exitCode: undefined,
        startedAt: undefined,
        cause: 'no shell: “x”\u0000',
      }),
    ])
    const states = await Promise.all([1, 2, 3].map((id) => task(store, id)))
    assert.deepEqual(
      states.map(({ state, cause, exitCode }) => [state, cause, exitCode]),
      [
        ['undelivered', 'busy', undefined],
        ['lost', 'rebooted', undefined],
        ['startFailed', 'no shell: “x”\u0000', undefined],
      ],
    )
    assert.equal(states[2]?.startedAt, undefined)
  })

  test(`${engine.name}: outputs are read in the order of the ids, empty where there is none`, async (t) => {
    const store = await open(t, 3)
    for (const id of [1, 3]) await report(store, id, [started(id), output(id, 0, `out ${id}`)])
    const outputs = await store.readOutputs([3, 2, 1, 3, 99])
    assert.deepEqual(outputs.map(text), ['out 3', '', 'out 1', 'out 3', ''])
  })
}
