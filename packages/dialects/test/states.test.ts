import assert from 'node:assert/strict'
import test from 'node:test'
import { type InvocationState, invocationState, isTerminal, noCounts, taskStates } from '@muster/core'
import { errorInfo, invocationStatus, taskStatus } from '../src/tencent/tat/states.ts'

/** Source: TaskStatus and InvocationStatus of TAT. */
const openOfTasks = ['PENDING', 'DELIVERING', 'DELIVER_DELAYED', 'RUNNING', 'CANCELLING']
const endsOfTasks = [
  'DELIVER_FAILED',
  'START_FAILED',
  'SUCCESS',
  'FAILED',
  'TIMEOUT',
  'TASK_TIMEOUT',
  'CANCELLED',
  'TERMINATED',
]
const ofInvocations = [
  'PENDING',
  'RUNNING',
  'CANCELLING',
  'SUCCESS',
  'TIMEOUT',
  'FAILED',
  'CANCELLED',
  'PARTIAL_FAILED',
  'PARTIAL_CANCELLED',
]

test('every state of a task is one that TAT documents, and ends where TAT has it end', () => {
  for (const state of taskStates)
    assert.ok((isTerminal(state) ? endsOfTasks : openOfTasks).includes(taskStatus[state]), state)
  assert.deepEqual(new Set(Object.values(taskStatus)), new Set([...openOfTasks, ...endsOfTasks]))
})

test('every state of an invocation is one that TAT documents', () => {
  assert.deepEqual(new Set(Object.values(invocationStatus)), new Set(ofInvocations))
})

test('an invocation whose tasks all ended alike', () => {
  const whole = (state: keyof typeof noCounts): InvocationState => invocationState({ ...noCounts, [state]: 2 }, 2)
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
