import { checkRule, rateLimits, type ScheduleRule, shortestPause } from '../calendar/rule.ts'
import { MusterError } from '../errors.ts'

/** When a task that stays on its host fires there: at times, or as the host starts. An empty zone is the host's own. */
export type RepeatRule = ScheduleRule | { readonly kind: 'nextBoot' } | { readonly kind: 'everyBoot' }

export interface Repeat {
  readonly rule: RepeatRule
  /** As its caller wrote it. */
  readonly text: string
  /** Grows with every change, so that a host knows which of two is the newer. */
  readonly revision: number
}

/** Which invocations run again by themselves: at times, or as their hosts start. */
export type RepeatKind = 'never' | 'times' | 'nextBoot' | 'everyBoot'

export const repeatKind = (repeat: Repeat | undefined): RepeatKind => {
  if (!repeat) return 'never'
  const { kind } = repeat.rule
  return kind === 'nextBoot' || kind === 'everyBoot' ? kind : 'times'
}

/** Seconds between two firings of a cron expression. Source: ECS, Frequency. */
const shortestCronPause = 10

/** Refuses what cannot be read, what would never fire, and what would fire before the firing before has timed out. */
export function checkRepeat(rule: RepeatRule, timeoutSeconds: number, now: number): void {
  if (rule.kind === 'nextBoot' || rule.kind === 'everyBoot') return
  // Days and hours are the same in every zone, and so are the pauses but for a change of clocks.
  const read = rule.kind === 'cron' && rule.zone === '' ? { ...rule, zone: 'UTC' } : rule
  checkRule(read, now, 'quartz')
  if (rule.kind === 'once') return
  if (rule.kind === 'rate' && (rule.seconds < rateLimits.min || rule.seconds > rateLimits.max))
    throw new MusterError('RateInvalid', 'A rate goes from 60 seconds to 7 days.')
  const pause = rule.kind === 'rate' ? rule.seconds : shortestPause(read, now) / 1000
  const least = rule.kind === 'rate' ? timeoutSeconds + 1 : Math.max(shortestCronPause, timeoutSeconds)
  if (pause < least)
    throw new MusterError(
      'RateInvalid',
      `It would fire every ${pause} s, while a firing may take ${timeoutSeconds} s: let more time pass, or set a shorter timeout.`,
    )
}
