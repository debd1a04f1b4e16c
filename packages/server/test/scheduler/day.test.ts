import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  beijing,
  type Deps,
  type Fire,
  fireDue,
  fireTimes,
  type NewFires,
  nextFire,
  type ScheduleRule,
} from '@muster/core'
import fc from 'fast-check'
import { cronExpression, matcher } from '../../../core/test/support/cron.ts'
import { openWorld, type World, withStore } from './support/world.ts'

const minute = 60_000
const hour = 60 * minute
const beijingMs = 8 * hour
const grace = 15 * minute
const start = Date.parse('2026-11-22T00:00:00+08:00')
const all = { offset: 0, limit: 1_000_000 }

/** Fires on the wall of this day, by looking at each of its minutes. */
function walkDay(expression: string): readonly number[] {
  const matches = matcher(expression)
  const fires: number[] = []
  for (let at = start + minute; at <= start + 24 * hour; at += minute)
    if (matches(new Date(at + beijingMs))) fires.push(at)
  return fires
}

/**
 * When servers looked in the course of the day, by their own clocks: about once a minute, but for outages, a clock
 * that was set forward and one that was set back.
 */
function looks(): readonly number[] {
  const outages = [
    [1.5 * hour, 1.6 * hour],
    [3 * hour, 3.2 * hour],
    [7 * hour, 9.5 * hour],
    [17.99 * hour, 18.01 * hour],
  ]
  const times: number[] = []
  for (let at = 0, n = 0; at <= 24 * hour; at += minute, n++) {
    if (outages.some(([from = 0, to = 0]) => at >= from && at < to)) continue
    times.push(start + at + (n % 7) * 9_000)
    if (n === 720) times.push(start + at + 40 * minute, start + at + 5_000)
  }
  return times
}

interface Expected {
  readonly decision: Fire['decision']
  readonly decidedAt: number
}

/** What the rules say of each fire time, followed one by one. A run here ends a minute after it has begun. */
function expect(fires: readonly number[], overlap: 'skip' | 'start'): ReadonlyMap<number, Expected> {
  const expected = new Map<number, Expected>()
  let ran = Number.NEGATIVE_INFINITY
  for (const now of looks()) {
    const passed = fires.filter((at) => at <= now && !expected.has(at))
    for (const at of passed) {
      const newest = at === passed.at(-1)
      if (!newest || now - at > grace) expected.set(at, { decision: 'missed', decidedAt: now })
      else if (overlap === 'skip' && now < ran + minute) expected.set(at, { decision: 'skipped', decidedAt: now })
      else {
        expected.set(at, { decision: now - at < minute ? 'ran' : 'late', decidedAt: now })
        ran = now
      }
    }
  }
  return expected
}

/** What was recorded of each fire time: a record that stands for many is spread over them. */
function spread(rule: ScheduleRule, fires: readonly Fire[]): ReadonlyMap<number, Expected> {
  const spreadOut = new Map<number, Expected>()
  for (const { dueAt, until, decision, decidedAt, invocationId } of fires) {
    assert.equal(invocationId !== undefined, decision === 'ran' || decision === 'late')
    for (const at of fireTimes(rule, dueAt - 1)) {
      if (until === undefined ? at > dueAt : at >= until) break
      assert.ok(!spreadOut.has(at), 'a fire time was decided twice')
      spreadOut.set(at, { decision, decidedAt })
    }
  }
  return spreadOut
}

/** A server that dies now and then: before it has stored a decision, or just after. */
function mortal(deps: Deps): Deps {
  let calls = 0
  return withStore(deps, (store) => ({
    recordFires: async (fires: NewFires) => {
      calls += 1
      if (calls % 97 === 0) throw new Error('killed before')
      const answer = await store.recordFires(fires)
      if (calls % 89 === 0) throw new Error('killed after')
      return answer
    },
  }))
}

async function liveThroughTheDay({ deps, clock }: World): Promise<void> {
  const servers = [mortal(deps), mortal(deps)]
  for (const now of looks()) {
    clock.at = now
    while ((await deps.store.expireTasks({ at: now, limit: 1000 })).length === 1000);
    for (let waiting = true; waiting; ) {
      await Promise.allSettled(servers.map((server) => fireDue(server, grace, 500)))
      const nextAt = await deps.store.nextFireTime()
      waiting = nextAt !== undefined && nextAt <= now
    }
  }
}

test('a day of 10,000 schedules, with outages, clocks that are set and servers that die, is decided fire by fire as the rules say', async (t) => {
  const world = await openWorld(t, start)
  // Nobody takes the tasks, so that each run ends when its minute of delivery is over.
  const expressions = fc.sample(dailyExpression, { numRuns: 10_000, seed: 3 })
  const { deps, commandId, instances } = world
  const schedules = expressions.map((expression, n) => ({
    rule: { kind: 'cron', expression, zone: beijing } as const,
    overlap: n % 3 === 0 ? ('start' as const) : ('skip' as const),
  }))
  const base = {
    accountId: 1, ownerId: 1, commandId, instanceIds: instances.map(({ id }) => id), userName: '', profile: 'plain', parameters: undefined,
    sealedSecrets: undefined, tags: {}, enabled: true, createdAt: start,
  } as const // biome-ignore format: one schedule
  for (const [n, schedule] of schedules.entries())
    await deps.store.createSchedule({ ...base, ...schedule, name: `${n}`, nextAt: nextFire(schedule.rule, start) })

  await liveThroughTheDay(world)

  const { items } = await deps.store.listFires(1, {}, all)
  const bySchedule = Map.groupBy(items, ({ scheduleId }) => scheduleId)
  const seen = new Map<string, number>()
  for (const [n, { rule, overlap }] of schedules.entries()) {
    const recorded = spread(rule, bySchedule.get(n + 1) ?? [])
    const expected = expect(walkDay(rule.expression), overlap)
    assert.deepEqual(
      new Map([...recorded].sort()),
      new Map([...expected].sort()),
      `${rule.expression}, overlap ${overlap}`,
    )
    for (const { decision } of expected.values()) seen.set(decision, (seen.get(decision) ?? 0) + 1)
  }
  const invocations = await deps.store.listInvocations(1, {}, { offset: 0, limit: 0 })
  assert.equal(
    invocations.total,
    (seen.get('ran') ?? 0) + (seen.get('late') ?? 0),
    'each fire that ran has one invocation',
  )
  t.diagnostic(JSON.stringify(Object.fromEntries(seen)))
  for (const decision of ['ran', 'late', 'missed', 'skipped']) assert.ok((seen.get(decision) ?? 0) > 50, decision)
})

/** Mostly some times a day; one in four hundred as often as anyone writes. */
const dailyExpression = fc.oneof(
  {
    weight: 399,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 23 }), fc.constantFrom('', '', ',3', ',8,17'))
      .map(([m, h, more]) => `${m} ${h}${more} * * *`),
  },
  { weight: 1, arbitrary: cronExpression },
)
