import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sweep } from '../src/sweep/sweep.ts'
import { openWorld } from './gateway/world.ts'

test('nothing is overdue in the first half minute: agents that come back after a restart are heard first', async (t) => {
  const { deps, clock } = await openWorld(t)
  const swept: number[] = []
  const expireTasks = async ({ at }: { at: number }) => {
    swept.push(at)
    return []
  }
  const store = { ...deps.store, expireTasks }
  const startedAt = clock.at
  await sweep({ ...deps, store }, startedAt)
  clock.at += 29_999
  await sweep({ ...deps, store }, startedAt)
  assert.deepEqual(swept, [])
  clock.at += 1
  await sweep({ ...deps, store }, startedAt)
  assert.deepEqual(swept, [startedAt + 30_000])
})
