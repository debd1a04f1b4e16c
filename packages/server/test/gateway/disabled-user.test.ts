import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeUser } from '@muster/core'
import { enrolHost, startRun } from './runs.ts'
import { caller, openWorld } from './world.ts'

test('what stays on its hosts is stopped when its user is disabled', async (t) => {
  const { deps, ...world } = await openWorld(t)
  await enrolHost({ deps, ...world })
  const away = { waitSeconds: 60 }
  await startRun(deps, away)
  await startRun(deps, away, { repeat: { rule: { kind: 'rate', seconds: 600, from: world.clock.at }, text: '' } })
  await changeUser(deps, { ...caller, userName: 'ann' }, caller.userName, { enabled: false })
  const { items } = await deps.store.listTasks(1, {}, { offset: 0, limit: 10 })
  assert.deepEqual(
    items.map(({ state }) => state),
    ['cancelled', 'delayed'],
  )
})
