import { instantOf, isZone, MusterError, type RepeatRule } from '@muster/core'
import { quote } from '../../spec/violations.ts'

const unitSeconds: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
])

const ratePattern = /^rate\(\s*(\d{1,9})\s*([smhd])\s*\)$/
const atPattern = /^at\(\s*(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?: (\S+))?\s*\)$/
/** A year may have a slash as well, but no letter. */
const zonePattern = /[A-Za-z]+[/_+]|^(?:GMT|UTC)/
/** Source: no zero leads the hours, and of abbreviations there is only UTC. */
const namedZone = /^(?:UTC|GMT|GMT[+-](?:\d|1[0-4]):[0-5]\d|[A-Za-z_]+(?:\/[\w+-]+)+)$/

/** `rate(5m)`, `at(2026-11-22 13:15:30 GMT-7:00)`, or a cron expression of six or seven fields and a zone if need be. */
export function frequencyIn(text: string, now: number): RepeatRule {
  const [, count, unit = ''] = ratePattern.exec(text) ?? []
  if (count !== undefined) return { kind: 'rate', seconds: Number(count) * (unitSeconds.get(unit) ?? 1), from: now }
  const [, day, time, zone = 'UTC'] = atPattern.exec(text) ?? []
  if (day !== undefined) return { kind: 'once', at: instantOf(wallOf(`${day}T${time}Z`, text), zoneIn(zone)) }
  if (/^(?:rate|at)\(/.test(text)) throw unreadable(text)
  const fields = text.trim().split(/\s+/)
  const last = fields.at(-1) ?? ''
  const named = fields.length > 6 && zonePattern.test(last)
  const expression = (named ? fields.slice(0, -1) : fields).join(' ')
  return { kind: 'cron', expression, zone: named ? zoneIn(last) : '' }
}

function wallOf(iso: string, text: string): number {
  const wall = Date.parse(iso)
  // A day that the month does not have is another one to Date.
  if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 19) !== iso.slice(0, 19)) throw unreadable(text)
  return wall
}

function zoneIn(name: string): string {
  if (namedZone.test(name) && isZone(name)) return name
  throw new MusterError('CronInvalid', `There is no time zone ${quote(name)}: write Asia/Shanghai, GMT+8:00 or UTC.`)
}

const unreadable = (text: string) =>
  new MusterError(
    'CronInvalid',
    `${quote(text)} cannot be read: write rate(5m), at(2026-11-22 13:15:30 UTC) or a cron expression.`,
  )
