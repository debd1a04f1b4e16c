import { Cron } from 'croner'
import { MusterError } from '../errors.ts'
import { crontabFields } from './crontab.ts'
import { fieldsOf } from './fields.ts'
import { fromQuartz } from './quartz.ts'
import { changeBetween, offsetAt } from './zone.ts'

/**
 * The rules for changes of clocks, on which crontabs differ:
 *
 * - Where the hour field begins with `*`, the schedule follows the clock as it stands: a minute that the clocks leave
 *   out does not fire, one that they show twice fires twice. Every five minutes stays every five minutes.
 * - Where hours are named, each of these times fires once: one that is left out fires at the change itself (several of
 *   them together, once), and of one that is shown twice the first fires.
 *
 * Croner searches on a calendar without changes, and the offsets are applied here: what it does by itself at a change
 * has differed between its versions.
 */
interface Calendar {
  readonly followsClock: boolean
  /** The first matching wall clock time after another, both as if the wall clock were UTC. */
  readonly next: (wall: number) => number | undefined
}

const calendars = new Map<string, Calendar>()
/** More than a large account has different expressions; callers make them up, so that there must be a bound. */
const heldCalendars = 5_000

const dayMs = 86_400_000
function calendarOf(expression: string): Calendar {
  const known = calendars.get(expression)
  if (known) return known
  if (calendars.size >= heldCalendars) calendars.clear()
  const fields = fieldsOf(expression)
  const crontab = fields.length === crontabFields
  const cron = crontab ? parse(fields, '5-part') : parse(fromQuartz(fields), '7-part')
  const calendar: Calendar = {
    followsClock: fields[crontab ? 1 : 2]?.startsWith('*') ?? false,
    next: (wall) => cron.nextRun(new Date(wall))?.getTime(),
  }
  calendars.set(expression, calendar)
  return calendar
}

function parse(fields: readonly string[], mode: '5-part' | '7-part'): Cron {
  try {
    return new Cron(fields.join(' '), { mode, utcOffset: 0 })
  } catch (error) {
    const reason = (error as Error).message.replace(/^CronPattern: /, '').replace(/\.$/, '')
    throw new MusterError('CronInvalid', `The cron expression cannot be read: ${reason}.`)
  }
}

/** The first fire time after an instant, of an expression with five fields (a crontab's) or with six or seven. */
export function nextCronFire(expression: string, zone: string, after: number): number | undefined {
  const { followsClock, next } = calendarOf(expression)
  let offset = offsetAt(zone, after)
  let from = after
  let wall = followsClock ? after + offset : Math.max(after + offset, shownBefore(zone, after))
  for (;;) {
    const match = next(wall)
    if (match === undefined) return undefined
    const change = changeBetween(zone, from, match - offset)
    if (change === undefined) return match - offset
    const offsetThen = offsetAt(zone, change)
    if (!followsClock && match < change + offsetThen) return change
    wall = followsClock ? change + offsetThen - 1 : match - 1
    from = change
    offset = offsetThen
  }
}

/** The last wall clock time that was shown before clocks were set back within a day: up to it, all have fired. */
function shownBefore(zone: string, at: number): number {
  const change = changeBetween(zone, at - dayMs, at)
  return change === undefined ? 0 : change - 1 + offsetAt(zone, change - 1)
}
