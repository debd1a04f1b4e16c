import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { checkRule, previewFires, type ScheduleRule, shortestPause } from '../src/calendar/rule.ts'

const cases = readFileSync(new URL('./data/quartz.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(' | ').map((part) => part.trim()))

const from = (text: string) => Date.parse(text)
const cron = (expression: string, zone = 'UTC'): ScheduleRule => ({ kind: 'cron', expression, zone })

function outcome(rule: ScheduleRule, now: number): string {
  const fires = previewFires(rule, now, 3).map((at) => new Date(at).toISOString().replace('.000', ''))
  return fires.join(' ') || 'never'
}

test('expressions of six and seven fields fire when they should, and what cannot be read is refused', () => {
  assert.ok(cases.length >= 300, `${cases.length} cases`)
  for (const [expression = '', zone = '', at = '', expected] of cases) {
    const rule = cron(expression, zone)
    const check = () => checkRule(rule, from(at), 'quartz')
    if (expected === 'invalid' || expected === 'never')
      assert.throws(check, { name: 'CronInvalid' }, `${expression} in ${zone}`)
    else check()
    if (expected !== 'invalid') assert.equal(outcome(rule, from(at)), expected, `${expression} in ${zone} from ${at}`)
  }
})

test('the shortest pause between two fire times is found, wherever it lies', () => {
  const now = from('2026-11-22T00:00:30Z')
  const pauses = ['*/10 * * * * ?', '0 0,59 * * * ?', '50,55 59 23 * * ?', '0 0 12 ? * MON'].map(
    (expression) => shortestPause(cron(expression), now) / 1000,
  )
  assert.deepEqual(pauses, [10, 60, 5, 7 * 86_400])
  assert.equal(shortestPause({ kind: 'once', at: now + 1 }, now), Infinity)
})
