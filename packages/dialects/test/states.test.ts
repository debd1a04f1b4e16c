import assert from 'node:assert/strict'
import test from 'node:test'
import {
  type InvocationState,
  invocationState,
  isTerminal,
  noCounts,
  type TaskState,
  taskStates,
  transitions,
} from '@muster/core'
import { errorInfo, invocationStatus } from '../src/tencent/tat/states.ts'
import { projections } from './projections.ts'

const wholeOf = (state: TaskState): InvocationState => invocationState({ ...noCounts, [state]: 2 }, 2)

for (const { dialect, task, invocation, documented } of projections) {
  const { open, ended, openWhole, endedWhole } = documented

  test(`${dialect}: every state of a task is a documented one, and an end where the task has ended`, () => {
    for (const state of taskStates) assert.ok((isTerminal(state) ? ended : open).includes(task[state]), state)
    assert.deepEqual(new Set(Object.values(task)), new Set([...open, ...ended]), 'each documented one is used')
  })

  test(`${dialect}: every state of an invocation is a documented one, and an end where all tasks have ended`, () => {
    for (const state of taskStates)
      assert.ok((isTerminal(state) ? endedWhole : openWhole).includes(invocation[wholeOf(state)]), state)
    assert.deepEqual(new Set(Object.values(invocation)), new Set([...openWhole, ...endedWhole]))
  })

  test(`${dialect}: a task that moves on is never shown open after an end`, () => {
    for (const from of taskStates)
      for (const to of transitions[from]) assert.ok(!ended.includes(task[from]) || ended.includes(task[to]), from)
  })
}

test('an invocation whose tasks all ended alike', () => {
  const status = Object.fromEntries(taskStates.map((state) => [state, invocationStatus[wholeOf(state)]]))
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
