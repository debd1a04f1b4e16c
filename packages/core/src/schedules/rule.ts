import { MusterError } from '../errors.ts'
import { checkCron, nextCronFire } from './cron.ts'

/** When a schedule fires: once, at the times of a cron expression by the clocks of a zone, or so many seconds apart. */
export type ScheduleRule =
  | { readonly kind: 'once'; readonly at: number }
  | { readonly kind: 'cron'; readonly expression: string; readonly zone: string }
  | { readonly kind: 'rate'; readonly seconds: number; readonly from: number }

export const beijing = 'Asia/Shanghai'
export const rateLimits = { min: 60, max: 7 * 86_400 } as const

/** Refuses what cannot be read, and what would never fire. */
export function checkRule(rule: ScheduleRule, now: number): void {
  if (rule.kind === 'cron') checkCron(rule.expression, rule.zone)
  if (rule.kind === 'once' && rule.at <= now)
    throw new MusterError('FireTimePast', `${new Date(rule.at).toISOString()} has passed. Name a time to come.`)
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
