import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deadSpec, lostSpec, standingSpec } from '../../src/tasks/spec.ts'
import { makePlan } from '../support/plans.ts'

test('nothing of a script or its secrets gets into a spec, which lies on the disk', () => {
  const plan = makePlan({ sequence: 7, script: 'c2VjcmV0', masks: ['c2VjcmV0'] })
  const verdict = { outcome: 'startFailed', cause: 'there is no such user', at: 1 } as const
  for (const spec of [deadSpec(plan, plan.task, '', verdict), standingSpec(plan, plan.task, ''), lostSpec(plan)])
    assert.ok(!JSON.stringify(spec).includes('c2VjcmV0'))
})
