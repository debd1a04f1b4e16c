import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nextCronFire } from '../src/calendar/cron.ts'
import { checkRule } from '../src/calendar/rule.ts'
import { cronExpression, matcher, transitions, walkFires, zones } from './support/cron.ts'

const hour = 3_600_000

function enginesFires(expression: string, zone: string, from: number, to: number): readonly number[] {
  const fires: number[] = []
  for (let at = nextCronFire(expression, zone, from); at !== undefined && at <= to; ) {
    fires.push(at)
    at = nextCronFire(expression, zone, at)
  }
  return fires
}

function agree(expression: string, zone: string, from: number, to: number): void {
  const text = (fires: readonly number[]) => fires.map((at) => new Date(at).toISOString())
  const expected = text(walkFires(expression, zone, from, to))
  assert.deepEqual(text(enginesFires(expression, zone, from, to)), expected, `${expression} in ${zone}`)
}

test('in every zone of the world, the fire times around changes of clocks are those of a walk over all minutes', () => {
  const expressions = fc.sample(cronExpression, { numRuns: 1000, seed: 7 })
  let next = 0
  for (const zone of zones)
    for (const at of transitions(zone, 1973, 2055, 2)) {
      const expression = expressions[next++ % expressions.length] ?? ''
      agree(expression, zone, at - 3 * hour, at + 5 * hour)
    }
  assert.ok(next > 500, `${next} changes of clocks`)
})

test('from whichever minute one asks', () => {
  fc.assert(
    fc.property(
      cronExpression,
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 1000 }),
      fc.integer({ min: -90, max: 90 }),
      (expression, zone, choice, minutes) => {
        const all = transitions(zone, 1973, 2055, 1)
        const change = all[choice % Math.max(1, all.length)] ?? Date.UTC(2026, 10, 22)
        const from = change + minutes * 60_000
        agree(expression, zone, from, from + 4 * hour)
      },
    ),
    { numRuns: 300, seed: 11 },
  )
})

test('over years: the days that match are those of the calendar', () => {
  fc.assert(
    fc.property(cronExpression, fc.integer({ min: 1973, max: 2090 }), (expression, year) => {
      const midnights = `0 0 ${expression.split(' ').slice(2).join(' ')}`
      const [from, to] = [Date.UTC(year, 0, 1), Date.UTC(year + 2, 0, 1)]
      const matches = matcher(midnights)
      const expected: number[] = []
      for (let day = from; day < to; day += 24 * hour) if (matches(new Date(day))) expected.push(day)
      assert.deepEqual(enginesFires(midnights, 'UTC', from - 1, to - 1), expected, midnights)
    }),
    { numRuns: 100, seed: 13 },
  )
})

const berlin = (expression: string, from: string, count: number) => {
  const fires: string[] = []
  let at: number | undefined = Date.parse(from)
  while (fires.length < count && at !== undefined) {
    at = nextCronFire(expression, 'Europe/Berlin', at)
    if (at !== undefined) fires.push(new Date(at).toISOString().slice(5, 16))
  }
  return fires
}

test('a time that the clocks leave out fires at the change, and of several only one', () => {
  assert.deepEqual(berlin('30 2 * * *', '2026-03-28T12:00:00Z', 2), ['03-29T01:00', '03-30T00:30'])
  assert.deepEqual(berlin('*/20 2 * * *', '2026-03-28T12:00:00Z', 2), ['03-29T01:00', '03-30T00:00'])
})

test('a time that the clocks show twice fires the first time', () => {
  assert.deepEqual(berlin('30 2 * * *', '2026-10-24T12:00:00Z', 2), ['10-25T00:30', '10-26T01:30'])
  assert.deepEqual(berlin('30 2 * * *', '2026-10-25T00:45:00Z', 1), ['10-26T01:30'])
})

test('what follows the clock neither makes up for a lost hour nor rests in one that comes twice', () => {
  assert.deepEqual(berlin('30 * * * *', '2026-03-29T00:00:00Z', 2), ['03-29T00:30', '03-29T01:30'])
  assert.deepEqual(berlin('30 * * * *', '2026-10-25T00:00:00Z', 3), ['10-25T00:30', '10-25T01:30', '10-25T02:30'])
})

test('a day that a zone left out fires at the change', () => {
  const fire = nextCronFire('0 9 * * *', 'Pacific/Apia', Date.parse('2011-12-29T20:00:00Z'))
  assert.equal(new Date(fire ?? 0).toISOString(), '2011-12-30T10:00:00.000Z')
})

const checkCron = (expression: string, zone: string) =>
  checkRule({ kind: 'cron', expression, zone }, Date.UTC(2026, 10, 22))

test('what no crontab would read, and what never fires, is refused', () => {
  const bad = [
    '', '* * * *', '* * * * * *', '@daily', '60 * * * *', '* 24 * * *', '* * 0 * *', '* * * 13 *', '* * * * 8',
    '5/15 * * * *', '*/0 * * * *', '5-1 * * * *', '1,,2 * * * *', 'a * * * *', '0 0 L * *', '0 0 15W * *', '0 0 * * 1#2',
    '0 0 ? * *', '0 0 * * +1', '0 0 30 2 *', '0 0 31 4,6 *', 'JAN0 * * * *',
  ] // biome-ignore format: a table
  for (const expression of bad)
    assert.throws(() => checkCron(expression, 'Asia/Shanghai'), { name: 'CronInvalid' }, expression)
  assert.throws(() => checkCron('* * * * *', 'Mars/Olympus'), { name: 'CronInvalid' })
  for (const good of ['0 0 29 2 *', '0,30 8-18/2 * JAN-MAR mon-FRI', '  */5   * * * 7 ', '0 0 1 1 0-7'])
    checkCron(good, 'Asia/Shanghai')
})
