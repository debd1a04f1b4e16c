import assert from 'node:assert/strict'
import { test } from 'node:test'
import { beijing, checkRule, nextFire, previewFires, type ScheduleRule } from '../src/calendar/rule.ts'
import { decideFires, settle } from '../src/schedules/decide-fires.ts'

const minute = 60_000
const grace = 15 * minute
const at = (text: string) => Date.parse(`2026-11-22T${text}+08:00`)
const nightly: ScheduleRule = { kind: 'cron', expression: '30 2 * * *', zone: beijing }
const minutely: ScheduleRule = { kind: 'cron', expression: '* * * * *', zone: beijing }
const tomorrow = at('02:30') + 86_400_000

const decide = (rule: ScheduleRule, dueAt: number, now: number, running?: string, overlap: 'skip' | 'start' = 'skip') =>
  decideFires({ rule, overlap, dueAt, running }, now, grace)

test('a fire time that has come starts', () => {
  const { left, start, nextAt } = decide(nightly, at('02:30'), at('02:30') + 40)
  assert.deepEqual(left, [])
  assert.deepEqual(start, { dueAt: at('02:30'), until: undefined, decision: 'ran', reason: 'on time' })
  assert.equal(nextAt, tomorrow)
})

test('within the grace it starts late, beyond it is missed', () => {
  const late = decide(nightly, at('02:30'), at('02:45'))
  assert.equal(late.start?.decision, 'late')
  assert.match(late.start?.reason ?? '', /^15 min late, within the grace of 15 min/)
  const missed = decide(nightly, at('02:30'), at('02:45') + 1)
  assert.equal(missed.start, undefined)
  assert.equal(missed.left[0]?.decision, 'missed')
  assert.match(missed.left[0]?.reason ?? '', /^found 15 min late, beyond the grace of 15 min/)
  assert.equal(missed.left[0]?.until, undefined)
  assert.equal(missed.nextAt, tomorrow)
})

test('without a grace, its own minute still is', () => {
  const due = { rule: nightly, overlap: 'skip', dueAt: at('02:30'), running: undefined } as const
  assert.equal(decideFires(due, at('02:30') + minute - 1, 0).start?.decision, 'ran')
  assert.equal(decideFires(due, at('02:30') + minute + 1, 0).left[0]?.decision, 'missed')
})

test('of several that passed, only the newest starts, and one record holds the others', () => {
  const { left, start, nextAt } = decide(minutely, at('02:30'), at('02:40') + 500)
  assert.equal(left.length, 1)
  assert.deepEqual([left[0]?.dueAt, left[0]?.until, left[0]?.decision], [at('02:30'), at('02:40'), 'missed'])
  assert.deepEqual([start?.dueAt, start?.decision, nextAt], [at('02:40'), 'ran', at('02:41')])
})

test('years of missed minutes are decided at once', () => {
  const { left, start, nextAt } = decide(minutely, at('02:30') - 3 * 365 * 86_400_000, at('02:30') + 1)
  assert.deepEqual([left.length, left[0]?.until, start?.dueAt, nextAt], [1, at('02:30'), at('02:30'), at('02:31')])
})

test('a grace of weeks finds the newest of very many as fast', () => {
  const due = { rule: minutely, overlap: 'skip', dueAt: at('02:30') - 90 * 86_400_000, running: undefined } as const
  const { start, left } = decideFires(due, at('02:30') + 5, 100 * 86_400_000)
  assert.deepEqual([start?.dueAt, left[0]?.dueAt, left[0]?.until], [at('02:30'), due.dueAt, at('02:30')])
  const nightlyDue = { ...due, rule: nightly, dueAt: at('02:30') }
  assert.equal(decideFires(nightlyDue, at('14:00'), 86_400_000).start?.dueAt, at('02:30'))
})

test('a run that is still going lets a fire be skipped, or not, as the schedule says', () => {
  const { left, start, nextAt } = decide(minutely, at('02:30'), at('02:30'), 'inv-1')
  assert.equal(start, undefined)
  assert.deepEqual(left, [
    { dueAt: at('02:30'), until: undefined, decision: 'skipped', reason: 'the run before it, inv-1, was still going' },
  ])
  assert.equal(nextAt, at('02:31'))
  assert.equal(decide(minutely, at('02:30'), at('02:30'), 'inv-1', 'start').start?.decision, 'ran')
})

test('what runs once has no next time', () => {
  const once: ScheduleRule = { kind: 'once', at: at('02:30') }
  assert.equal(decide(once, at('02:30'), at('02:30')).nextAt, undefined)
  assert.deepEqual(decide(once, at('02:30'), at('03:30')).left[0]?.until, undefined)
  assert.deepEqual(previewFires(once, at('02:00'), 20), [at('02:30')])
  assert.throws(() => checkRule(once, at('02:30')), { name: 'FireTimePast' })
})

test('a rate counts from its beginning, whenever it is asked', () => {
  const rate: ScheduleRule = { kind: 'rate', seconds: 90, from: at('02:00') }
  assert.equal(nextFire(rate, at('01:00')), at('02:01:30'))
  assert.deepEqual(previewFires(rate, at('02:01:30'), 2), [at('02:03'), at('02:04:30')])
})

test('a change settles what had passed: as disabled, or as missed', () => {
  const passed = { rule: minutely, nextAt: at('02:30') }
  const disabled = settle({ ...passed, enabled: false }, at('02:35'))
  assert.deepEqual([disabled[0]?.decision, disabled[0]?.until], ['disabled', at('02:36')])
  assert.equal(settle({ ...passed, enabled: true }, at('02:30'))[0]?.decision, 'missed')
  assert.deepEqual(settle({ ...passed, enabled: false }, at('02:29')), [])
})
