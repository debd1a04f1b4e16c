import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Policy } from '@muster/core'
import { userView } from '../../src/api/views.ts'

test('a policy is shown whole: whoever shows it and sets it again takes nothing away', () => {
  const policy: Policy = {
    actions: ['native:*'],
    instances: ['tag:team=web'],
    commands: ['script'],
    users: ['deploy'],
    parameters: ['db-*'],
  }
  assert.deepEqual(userView({ id: 2, accountId: 1, name: 'ann', policy, enabled: true, createdAt: 0 }).policy, policy)
})
