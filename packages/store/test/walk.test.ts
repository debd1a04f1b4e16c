import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isTerminal, noCounts, type Store, taskStates } from '@muster/core'
import fc from 'fast-check'
import { openInlineStore } from '../src/index.ts'
import { all, claimAll, finished, invocation, output, pending, report, started } from './support/samples.ts'

const instances = [1, 2, 3, 4]

type Step = (store: Store, at: number) => Promise<unknown>

const instance = fc.constantFrom(...instances)
const taskId = fc.integer({ min: 1, max: 12 })
const reportStep = (make: (id: number) => Parameters<typeof report>[2]): fc.Arbitrary<Step> =>
  fc.tuple(instance, taskId).map(
    ([from, id]) =>
      (store, at) =>
        report(store, from, make(id), at),
  )

/** Any act of a user, a gateway, an agent (also one that errs) or the sweep. */
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.subarray(instances, { minLength: 1 }).map(
    (ids): Step =>
      (store, at) =>
        store.createInvocation(
          invocation(
            ids.map((id) => (id === 4 ? { instanceId: id, state: 'skipped', cause: 'away' } : pending(id))),
            { createdAt: at, dueAt: at + 20 },
          ),
        ),
  ),
  fc.subarray(instances).map(
    (ids): Step =>
      (store, at) =>
        claimAll(store, ids, at),
  ),
  reportStep((id) => [started(id)]),
  reportStep((id) => [output(id, 0, 'ab'), output(id, 2, 'c')]),
  reportStep((id) => [finished(id, 3)]),
  reportStep((id) => [started(id), output(id, 0, 'abc'), finished(id, 3, { exitCode: 1 })]),
  reportStep((id) => [finished(id, 0, { outcome: 'terminated', exitCode: undefined })]),
  reportStep((id) => [{ kind: 'refused', taskId: id, reason: 'settled' }]),
  fc.tuple(fc.integer({ min: 1, max: 5 }), fc.option(fc.subarray(instances), { nil: undefined })).map(
    ([invocationId, instanceIds]): Step =>
      (store, at) =>
        store.cancelInvocation({ invocationId, instanceIds, at }),
  ),
  fc.integer({ min: 0, max: 100_000 }).map(
    (ahead): Step =>
      (store, at) =>
        store.expireTasks({ at: at + ahead, limit: 3 }),
  ),
)

/** What must hold after every step: counters equal a recount, an ended task stays as it is, output is as long as told. */
async function check(store: Store, ended: Map<number, unknown>): Promise<void> {
  const tasks = (await store.listTasks(1, {}, all)).items
  const outputs = await store.readOutputs(tasks.map(({ id }) => id))
  assert.deepEqual(
    outputs.map(({ length }) => length),
    tasks.map(({ outputSize }) => outputSize),
  )
  for (const task of tasks) {
    if (!isTerminal(task.state)) continue
    assert.deepEqual(task, ended.get(task.id) ?? task)
    assert.notEqual(task.endedAt, undefined)
    ended.set(task.id, task)
  }
  const byInvocation = Map.groupBy(tasks, ({ invocationId }) => invocationId)
  for (const whole of (await store.listInvocations(1, {}, all)).items) {
    const own = byInvocation.get(whole.id) ?? []
    const counts = { ...noCounts }
    for (const { state } of own) counts[state] += 1
    assert.deepEqual(whole.counts, counts)
    assert.equal(whole.total, own.length)
    assert.equal(
      whole.endedAt !== undefined,
      own.every(({ state }) => isTerminal(state)),
    )
    assert.equal(
      whole.startedAt !== undefined,
      own.some(({ startedAt }) => startedAt !== undefined),
    )
  }
  const totals = await Promise.all(taskStates.map((state) => store.listTasks(1, { states: [state] }, all)))
  assert.deepEqual(
    totals.map(({ total, items }) => [total, items.length]),
    taskStates.map((state) => {
      const { length } = tasks.filter((task) => task.state === state)
      return [length, length]
    }),
  )
}

test('counters and states stay true on any walk', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40, size: 'max' }), async (steps) => {
      const store = openInlineStore({ path: ':memory:' })
      const ended = new Map<number, unknown>()
      let at = 1000
      for (const take of steps) {
        await take(store, at)
        at += 5
        await check(store, ended)
      }
      await store.close()
    }),
    { numRuns: 60 },
  )
})
