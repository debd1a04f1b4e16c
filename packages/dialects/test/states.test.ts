import assert from 'node:assert/strict'
import test from 'node:test'
import { type InvocationState, invocationState, isTerminal, noCounts, type TaskState, taskStates } from '@muster/core'
import { errorInfo, invocationStatus } from '../src/tencent/tat/states.ts'
import { projections } from './projections.ts'

/** The counts of every invocation of two tasks. */
const pairs = taskStates.flatMap((one) =>
  taskStates.map((two) => {
    const counts: Record<TaskState, number> = { ...noCounts }
    counts[one] += 1
    counts[two] += 1
    return { counts, ended: isTerminal(one) && isTerminal(two) }
  }),
)

for (const { name, task, whole, tasks, wholes } of projections) {
  test(`${name}: every state of a task is a documented one, and an end where the task has ended`, () => {
    for (const state of taskStates)
      assert.ok((isTerminal(state) ? tasks.ended : tasks.open).includes(task(state)), state)
    assert.deepEqual(
      new Set(taskStates.map(task)),
      new Set([...tasks.open, ...tasks.ended]),
      'each documented one is used',
    )
  })

  test(`${name}: every state of an invocation is a documented one, and an end where all its tasks have ended`, () => {
    for (const { counts, ended } of pairs)
      assert.ok((ended ? wholes.ended : wholes.open).includes(whole(counts, 2)), JSON.stringify(counts))
    assert.deepEqual(new Set(pairs.map(({ counts }) => whole(counts, 2))), new Set([...wholes.open, ...wholes.ended]))
  })
}

test('an invocation whose tasks all ended alike', () => {
  const whole = (state: TaskState): InvocationState => invocationState({ ...noCounts, [state]: 2 }, 2)
  const status = Object.fromEntries(taskStates.map((state) => [state, invocationStatus[whole(state)]]))
  assert.equal(status.succeeded, 'SUCCESS')
  assert.equal(status.timedOut, 'TIMEOUT')
  assert.equal(status.cancelled, 'CANCELLED')
  assert.equal(status.terminated, 'CANCELLED')
  assert.equal(status.skipped, 'FAILED')
  assert.equal(status.lost, 'FAILED')
  assert.equal(status.cancelling, 'CANCELLING')
  assert.equal(status.delayed, 'PENDING')
})

test('the cause shows where the status alone would not tell', () => {
  assert.equal(errorInfo({ state: 'skipped', cause: 'the host was not online' }), 'the host was not online')
  assert.equal(errorInfo({ state: 'failed', cause: 'exited' }), '')
})
