import assert from 'node:assert/strict'
import { test } from 'node:test'
import { prune } from '../src/sweep/prune.ts'
import { openWorld } from './gateway/world.ts'

const dayMs = 86_400_000

/** A store that has so many old invocations and lines, and what was asked of it. */
async function setUp(t: Parameters<typeof openWorld>[0]) {
  const { deps, clock } = await openWorld(t)
  const asked: string[] = []
  const rests: number[] = []
  const lines =
    (name: string, left: number) =>
    async ({ before }: { before: number }) => {
      asked.push(`${name} ${(clock.at - before) / dayMs}`)
      left -= 1
      return Math.max(0, left)
    }
  const store = {
    ...deps.store,
    pruneInvocations: async ({ before, after }: { before: number; after: number }) => {
      asked.push(`invocations ${(clock.at - before) / dayMs} after ${after}`)
      return after < 2 ? after + 1 : undefined
    },
    pruneFires: lines('fires', 2),
    pruneFirings: lines('firings', 1),
    pruneAudit: lines('audit', 1),
  }
  const rest = async (ms: number) => void rests.push(ms)
  const { signal } = new AbortController()
  return {
    asked,
    rests,
    run: (keepDays: number, auditDays: number) =>
      prune({ store, clock: deps.clock, retention: { keepDays, auditDays }, rest, signal }),
  }
}

test('each kind of record is let go of after its own days, batch by batch with a rest between', async (t) => {
  const { asked, rests, run } = await setUp(t)
  await run(365, 730)
  assert.deepEqual(asked, [
    'invocations 365 after 0',
    'invocations 365 after 1',
    'invocations 365 after 2',
    'fires 365',
    'fires 365',
    'firings 365',
    'audit 730',
  ])
  assert.equal(rests.length, asked.length)
})

test('without days everything is kept for ever', async (t) => {
  const { asked, run } = await setUp(t)
  await run(0, 0)
  assert.deepEqual(asked, [])
})
