import { fireTimes, nextFire, type ScheduleRule } from '../calendar/rule.ts'
import type { NewFire, Overlap, Schedule } from './schedule.ts'

/** Whatever the grace, a fire that starts in its own minute is on time. */
const onTimeMs = 60_000

export interface Due {
  readonly rule: ScheduleRule
  readonly overlap: Overlap
  readonly dueAt: number
  /** The name of the schedule's last run, if that has not ended. */
  readonly running: string | undefined
}

export interface Decided {
  /** Fire times that are left out, each with its reason. */
  readonly left: readonly NewFire[]
  /** The one that starts now. */
  readonly start: NewFire | undefined
  readonly nextAt: number | undefined
}

/**
 * What becomes of the fire times that have passed. Only the newest may start, and only within the grace: a host must not
 * get at once what a server that was down has missed of a week.
 */
export function decideFires({ rule, overlap, dueAt, running }: Due, now: number, graceMs: number): Decided {
  const nextAt = nextFire(rule, now)
  const newest = newestWithin(rule, dueAt, now, Math.max(graceMs, onTimeMs))
  if (newest === undefined) {
    const reason = `found ${spell(now - dueAt)} late, beyond the grace of ${spell(graceMs)}: no server was running, or its clock was set`
    return { left: [span(rule, dueAt, nextAt, 'missed', reason)], start: undefined, nextAt }
  }
  const reason = 'no server was running, or its clock was set; of the fire times that passed only the newest counts'
  const before = newest === dueAt ? [] : [span(rule, dueAt, newest, 'missed', reason)]
  if (running !== undefined && overlap === 'skip') {
    const skipped = {
      dueAt: newest,
      until: undefined,
      decision: 'skipped',
      reason: `the run before it, ${running}, was still going`,
    } as const
    return { left: [...before, skipped], start: undefined, nextAt }
  }
  return { left: before, start: started(newest, now, graceMs), nextAt }
}

/** Looks back twice as far each time: a schedule of every minute and a grace of weeks would be walked for seconds. */
function newestWithin(rule: ScheduleRule, dueAt: number, now: number, graceMs: number): number | undefined {
  for (let window = onTimeMs; ; window *= 2) {
    const from = now - Math.min(window, graceMs)
    let newest = dueAt >= from ? dueAt : undefined
    for (const at of fireTimes(rule, Math.max(dueAt, from - 1))) {
      if (at > now) break
      newest = at
    }
    if (newest !== undefined || window >= graceMs) return newest
  }
}

function started(dueAt: number, now: number, graceMs: number): NewFire {
  const lateMs = now - dueAt
  if (lateMs < onTimeMs) return { dueAt, until: undefined, decision: 'ran', reason: 'on time' }
  const reason = `${spell(lateMs)} late, within the grace of ${spell(graceMs)}: no server was running, or its clock was set`
  return { dueAt, until: undefined, decision: 'late', reason }
}

/** One record for all fire times from one until before another. */
function span(
  rule: ScheduleRule,
  dueAt: number,
  before: number | undefined,
  decision: NewFire['decision'],
  reason: string,
): NewFire {
  const single = nextFire(rule, dueAt) === before
  return { dueAt, until: single ? undefined : before, decision, reason }
}

/**
 * A schedule whose rule is changed, or that is turned on or off, starts anew; what had passed by then, and on which
 * nothing was decided, gets its record.
 */
export function settle(
  { rule, enabled, nextAt }: Pick<Schedule, 'rule' | 'enabled' | 'nextAt'>,
  now: number,
): readonly NewFire[] {
  if (nextAt === undefined || nextAt > now) return []
  const next = nextFire(rule, now)
  return enabled
    ? [span(rule, nextAt, next, 'missed', 'the schedule was changed before a server had come to it')]
    : [span(rule, nextAt, next, 'disabled', 'the schedule was disabled')]
}

/** `41 s`, `12 min`, `3 h`, `5 d`: the largest unit that is whole enough for a reason. */
function spell(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`
}
