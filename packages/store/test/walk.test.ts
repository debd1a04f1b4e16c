import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isTerminal, noCounts, type Report, type Store, type Task, taskStates } from '@muster/core'
import fc from 'fast-check'
import { openInlineStore } from '../src/index.ts'
import { claim, create, emptyModel, type Model, record, stop, sweep, visible } from './support/model.ts'
import { all, enrol, finished, invocation, output, pending, report, started } from './support/samples.ts'

const instances = [1, 2, 3, 4]

/** One act, done to the store and to the model. */
type Step = (store: Store, model: Model, at: number) => Promise<void>

const start: fc.Arbitrary<Step> = fc.subarray(instances, { minLength: 1 }).map((ids) => async (store, model, at) => {
  const skipped = { instanceId: 4, state: 'skipped', cause: 'away' } as const
  const sent = { instanceId: 3, state: 'delivering', cause: '' } as const
  const tasks = ids.map((id) => (id === 4 ? skipped : id === 3 ? sent : pending(id)))
  await store.createInvocation(invocation(tasks, { createdAt: at, dueAt: at + 20 }))
  create(model, tasks, at, at + 20)
})

const take: fc.Arbitrary<Step> = fc
  .tuple(fc.shuffledSubarray(instances), fc.integer({ min: 1, max: 3 }))
  .map(([ids, limit]) => async (store, model, at) => {
    const { assignments } = await store.claimTasks({ instances: ids.map((id) => ({ id, limit })), at })
    const taken = assignments.map(({ taskId }) => taskId)
    assert.deepEqual(taken, claim(model, ids, limit, at))
  })

const reportsOf: readonly ((id: number) => readonly Report[])[] = [
  (id) => [started(id)],
  (id) => [output(id, 0, 'ab'), output(id, 2, 'c')],
  (id) => [output(id, 1, 'bcd')],
  (id) => [finished(id, 3)],
  (id) => [started(id), output(id, 0, 'abc'), finished(id, 3, { exitCode: 1 })],
  (id) => [finished(id, 0, { outcome: 'terminated', exitCode: undefined })],
  (id) => [finished(id, 3, { outcome: 'cancelled', exitCode: undefined })],
  (id) => [{ kind: 'refused', taskId: id, reason: 'settled' }],
]

/** Mostly of the reporter's own task, now and then of another's or of none. */
const tell: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom(...reportsOf), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 5 }))
  .map(([make, id, liar]) => async (store, model, at) => {
    const owner = model.tasks.find((task) => task.id === id)?.instanceId ?? 1
    const from = liar === 0 ? 2 : owner
    const outcomes = await report(store, from, make(id), at)
    record(model, from, make(id), at)
    const own = model.tasks.filter((task) => task.id === id && task.instanceId === from)
    assert.deepEqual(
      outcomes.map(({ taskId, state, offset }) => [taskId, state, offset]),
      own.map((task) => [id, task.state, task.outputSize]),
    )
  })

const cancelSome: fc.Arbitrary<Step> = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.option(fc.subarray(instances), { nil: undefined }))
  .map(([invocationId, instanceIds]) => async (store, model, at) => {
    const { ask } = await store.cancelInvocation({ invocationId, instanceIds, at })
    stop(model, invocationId, instanceIds, at)
    const cancelling = model.tasks.filter((task) => task.invocationId === invocationId && task.state === 'cancelling')
    const asked = cancelling.filter((task) => instanceIds?.includes(task.instanceId) ?? true)
    assert.deepEqual(
      ask,
      asked.map(({ instanceId }) => instanceId),
    )
  })

const pass: fc.Arbitrary<Step> = fc.integer({ min: 0, max: 100_000 }).map((ahead) => async (store, model, at) => {
  await store.expireTasks({ at: at + ahead, limit: 1000 })
  sweep(model, at + ahead)
})

const step = fc.oneof(
  { weight: 2, arbitrary: start },
  { weight: 3, arbitrary: take },
  { weight: 6, arbitrary: tell },
  { weight: 1, arbitrary: cancelSome },
  { weight: 1, arbitrary: pass },
)

const recount = (tasks: readonly Task[]) => {
  const counts = { ...noCounts }
  for (const { state } of tasks) counts[state] += 1
  return counts
}

async function check(store: Store, model: Model): Promise<void> {
  const { total, items } = await store.listTasks(1, {}, all)
  const ordered = model.tasks.toSorted((a, b) => b.invocationId - a.invocationId || a.id - b.id)
  assert.equal(total, ordered.length)
  assert.deepEqual(items.map(visible), ordered.map(visible))
  const outputs = await store.readOutputs(items.map(({ id }) => id))
  assert.deepEqual(
    outputs.map((bytes) => Buffer.from(bytes).toString()),
    ordered.map(({ outputSize }) => 'abcd'.slice(0, outputSize)),
  )
  for (const whole of (await store.listInvocations(1, {}, all)).items) {
    const own = model.tasks.filter(({ invocationId }) => invocationId === whole.id)
    assert.deepEqual(whole.counts, recount(own))
    assert.equal(
      whole.endedAt !== undefined,
      own.every(({ state }) => isTerminal(state)),
    )
    assert.equal(
      whole.startedAt !== undefined,
      own.some(({ startedAt }) => startedAt !== undefined),
    )
  }
  for (const id of instances) {
    const own = model.tasks.filter(({ instanceId }) => instanceId === id)
    assert.equal((await store.listTasks(1, { instanceIds: [id] }, { offset: 0, limit: 0 })).total, own.length)
  }
  const counts = recount(model.tasks)
  for (const state of taskStates) {
    const listed = await store.listTasks(1, { states: [state] }, all)
    assert.deepEqual([listed.total, listed.items.length], [counts[state], counts[state]])
  }
}

test('on any walk the store does as the model, and its counters equal a recount', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }), async (steps) => {
      const store = openInlineStore({ path: ':memory:' })
      await enrol(store, instances.length)
      const model = emptyModel()
      let at = 1000
      for (const act of steps) {
        await act(store, model, at)
        at += 5
        await check(store, model)
      }
      await store.close()
    }),
    { numRuns: 60 },
  )
})
