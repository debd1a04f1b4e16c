import assert from 'node:assert/strict'
import {
  checkRule,
  MusterError,
  nextFire,
  parseParameters,
  renderContent,
  renderedLength,
  secretNames,
} from '@muster/core'
import type { Target } from './target.ts'

function refusing(run: () => void): void {
  try {
    run()
  } catch (error) {
    if (!(error instanceof MusterError)) throw error
    assert.doesNotMatch(error.message, /\n/)
  }
}

/** A line of parameters, then a script. */
export const parameters: Target = {
  covers: /packages\/core\/src\/commands\/parameters\.ts$/,
  words: ['{"a":"b"}', '"a":', '"__proto__":"x"', '{{a}}', '{{tat-hidden:a}}', '{{', '}}', '\\u0000', '\\ud800', '\\"', '"a"'],
  seeds: ['{"a":"b","c":"{{a}}"}\necho {{a}} {{tat-hidden:c}} {{d}}', '{"a":"b","a":"c"}\n', '{"__proto__":"b"}\n{{__proto__}}'],
  run: (input) => {
    const end = Math.max(input.indexOf('\n'), 0)
    const script = input.subarray(end)
    refusing(() => {
      const given = parseParameters(input.toString('utf8', 0, end))
      assert.equal(Object.getPrototypeOf(given), Object.prototype)
      for (const value of Object.values(given)) assert.equal(typeof value, 'string')
      assert.equal(renderContent(script, given).length, renderedLength(script, given))
      secretNames(script)
    })
  },
} // biome-ignore format: the words are a table

const now = Date.parse('2026-11-22T07:00:00Z')

/** A zone and an expression, a line each. */
export const calendar: Target = {
  covers: /packages\/core\/src\/(schedules|calendar)\/(cron|zone|rule)[^/]*\.ts$/,
  words: ['* ', '*/5 ', '0 ', '1-5 ', 'MON ', 'JAN ', ',', '-', '/', 'L', '#', 'W', '29 2 ', 'Europe/Paris\n', 'UTC\n', 'Africa/Casablanca\n', '?'],
  seeds: ['UTC\n*/5 * * * *', 'America/New_York\n30 2 * * *', 'Africa/Casablanca\n0 0 29 2 *', 'Asia/Shanghai\n0 8-18/2 1,15 JAN-MAR MON-FRI'],
  run: (input) => {
    const [zone = '', ...expression] = input.toString().split('\n')
    refusing(() => {
      const rule = { kind: 'cron', zone, expression: expression.join('\n') } as const
      checkRule(rule, now)
      const first = nextFire(rule, now)
      const second = first === undefined ? undefined : nextFire(rule, first)
      assert.ok(first === undefined || first > now)
      assert.ok(second === undefined || first === undefined || second > first)
    })
  },
} // biome-ignore format: the words are a table
