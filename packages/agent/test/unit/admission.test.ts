import assert from 'node:assert/strict'
import { test } from 'node:test'
import { knownLimit, runningLimit, sortDelivery } from '../../src/tasks/admission.ts'
import type { Checked } from '../../src/tasks/proof.ts'
import { makePlan } from '../support/plans.ts'

const checked = (sequence: number): Checked => ({ kind: 'plan', plan: makePlan({ sequence }) })
const now = { isKnown: () => false, settled: 0, running: 0, known: 0, forbids: () => undefined }

test('an agent takes no more than it may run or remember, and says which it is', () => {
  const full = { ...now, known: knownLimit - 1 }
  const { plans, refused } = sortDelivery([checked(1), checked(2)], full)
  assert.deepEqual(
    plans.map(({ sequence }) => sequence),
    [1],
  )
  assert.deepEqual(
    refused.map(({ code, reason }) => [code, reason]),
    [['busy', `${knownLimit} tasks wait for the end of an earlier one`]],
  )
  const busy = sortDelivery([checked(1), checked(2)], { ...now, running: runningLimit - 1 })
  assert.deepEqual(
    busy.refused.map(({ reason }) => reason),
    [`${runningLimit} tasks run already`],
  )
})

test('what the owner of the host forbids is refused for good, and what has ended already is not asked for', () => {
  const forbids = () => 'not here'
  const { plans, refused } = sortDelivery([checked(1), checked(2)], { ...now, settled: 1, forbids })
  assert.deepEqual(plans, [])
  assert.deepEqual(
    refused.map(({ code, reason }) => [code, reason]),
    [
      ['settled', 'the task has ended long ago'],
      ['forbidden', 'not here'],
    ],
  )
  const { repeated } = sortDelivery([checked(3)], { ...now, isKnown: () => true, forbids })
  assert.equal(repeated.length, 1)
})
