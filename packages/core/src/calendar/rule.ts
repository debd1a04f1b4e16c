import { MusterError } from '../errors.ts'
import { nextCronFire } from './cron.ts'
import { checkCrontab } from './crontab.ts'
import { checkQuartz } from './quartz.ts'
import { isZone } from './zone.ts'

/** When a schedule fires: once, at the times of a cron expression by the clocks of a zone, or so many seconds apart. */
export type ScheduleRule =
  | { readonly kind: 'once'; readonly at: number }
  | { readonly kind: 'cron'; readonly expression: string; readonly zone: string }
  | { readonly kind: 'rate'; readonly seconds: number; readonly from: number }

export const beijing = 'Asia/Shanghai'
/** Of a list of seconds in every minute all pauses are among so many. */
const lookedAt = 120
export const rateLimits = { min: 60, max: 7 * 86_400 } as const

/** How many fields a cron expression may have: those of a crontab, or with seconds and years. */
export type CronSyntax = 'crontab' | 'quartz'
const checks: Readonly<Record<CronSyntax, (expression: string) => void>> = {
  crontab: checkCrontab,
  quartz: checkQuartz,
}

/** Refuses what cannot be read, and what would never fire. */
export function checkRule(rule: ScheduleRule, now: number, syntax: CronSyntax = 'crontab'): void {
  if (rule.kind === 'once' && rule.at <= now)
    throw new MusterError('FireTimePast', `${new Date(rule.at).toISOString()} has passed. Name a time to come.`)
  if (rule.kind !== 'cron') return
  if (!isZone(rule.zone))
    throw new MusterError(
      'CronInvalid',
      `There is no time zone ${JSON.stringify(rule.zone.slice(0, 64))}. Name one as Asia/Shanghai.`,
    )
  checks[syntax](rule.expression)
  if (nextCronFire(rule.expression, rule.zone, now) === undefined)
    throw new MusterError('CronInvalid', 'No day of the calendar matches this cron expression: it would never fire.')
}

/** The first fire time after an instant; undefined when there is none any more. */
export function nextFire(rule: ScheduleRule, after: number): number | undefined {
  switch (rule.kind) {
    case 'once':
      return rule.at > after ? rule.at : undefined
    case 'cron':
      return nextCronFire(rule.expression, rule.zone, after)
    case 'rate': {
      const step = rule.seconds * 1000
      return rule.from + Math.max(1, Math.floor((after - rule.from) / step) + 1) * step
    }
  }
}

/** The fire times after an instant, in their order. */
export function* fireTimes(rule: ScheduleRule, after: number): Generator<number, void> {
  for (let at = nextFire(rule, after); at !== undefined; at = nextFire(rule, at)) yield at
}

export function previewFires(rule: ScheduleRule, after: number, count: number): readonly number[] {
  const fires: number[] = []
  for (const at of fireTimes(rule, after)) if (fires.push(at) === count) break
  return fires
}

/** The shortest time between two of the next fire times. */
export function shortestPause(rule: ScheduleRule, after: number): number {
  const fires = previewFires(rule, after, lookedAt)
  return fires.slice(1).reduce((shortest, at, index) => Math.min(shortest, at - (fires[index] ?? at)), Infinity)
}
