import assert from 'node:assert/strict'
import { test } from 'node:test'
import { followClock } from '../src/sweep/follow-clock.ts'
import { openWorld } from './gateway/world.ts'

test('deadlines move with a clock that is stepped, and not with one that is slewed', async (t) => {
  const { deps } = await openWorld(t)
  const day = { at: 1_000_000 }
  const steady = { at: 500 }
  const pass = (ms: number, step: number) => {
    steady.at += ms
    day.at += ms + step
  }
  const moved: object[] = []
  const store = { ...deps.store, moveDeadlines: async (step: object) => void moved.push(step) }
  const follow = followClock(() => ({ ...deps, store, clock: { now: () => day.at } }), { now: () => steady.at })
  pass(1000, 1)
  assert.equal(await follow(), 0)
  pass(1000, 3_600_000)
  assert.equal(await follow(), 3_600_001)
  pass(1000, -7_200_000)
  assert.equal(await follow(), -3_599_999)
  pass(1000, 0)
  assert.equal(await follow(), -3_599_999)
  assert.deepEqual(moved, [
    { by: 3_600_001, since: 4_601_001, at: 4_602_001 },
    { by: -7_200_000, since: -2_597_999, at: -2_596_999 },
  ])
})

test('a step that could not be stored is made up for at the next look', async (t) => {
  const { deps } = await openWorld(t)
  const day = { at: 1000 }
  let full = true
  const moveDeadlines = async () => {
    if (full) throw new Error('the disk is full')
  }
  const store = { ...deps.store, moveDeadlines }
  const follow = followClock(() => ({ ...deps, store, clock: { now: () => day.at } }), { now: () => 0 })
  day.at += 60_000
  await assert.rejects(follow())
  full = false
  assert.equal(await follow(), 60_000)
})
