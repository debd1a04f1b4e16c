import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GCProfiler } from 'node:v8'
import { createRelief } from '../src/memory.ts'

test('a crowd is followed by one collection, once nobody comes any more', async () => {
  const looks = [
    { online: 0, collections: 0 },
    { online: 999, collections: 0 },
    { online: 999, collections: 0 },
    { online: 4_000, collections: 0 },
    { online: 9_000, collections: 0 },
    { online: 9_001, collections: 1 },
    { online: 9_001, collections: 1 },
    { online: 10, collections: 1 },
    { online: 5_000, collections: 1 },
    { online: 20, collections: 2 },
  ]
  let online = 0
  let collections = 0
  const look = createRelief(
    () => online,
    () => {
      collections += 1
    },
  )
  for (const step of looks) {
    online = step.online
    await look()
    assert.equal(collections, step.collections, JSON.stringify(step))
  }
})

test('what it asks V8 for, V8 does', async () => {
  let online = 1_000
  const look = createRelief(() => online)
  const profiler = new GCProfiler()
  profiler.start()
  await look()
  online += 1
  await look()
  const seen = profiler.stop()?.statistics.map(({ gcType }) => gcType) ?? []
  assert.ok(seen.includes('Scavenge'), seen.join())
})
