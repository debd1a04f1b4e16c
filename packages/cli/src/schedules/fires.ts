import type { Fire, Schedule } from '@muster/protocol/api'
import { sanitiseLine } from '../tty/sanitise.ts'
import { clockTime } from '../tty/zoned.ts'
import { zoneOf } from './rule.ts'

/** One row for each record: when, what became of it, the run, and why. */
export function fireRow(rule: Schedule['rule'], fire: Fire, now: number): readonly string[] {
  const zone = zoneOf(rule)
  const from = clockTime(zone, Date.parse(fire.dueAt), now)
  const when = fire.until === null ? from : `${from} until before ${clockTime(zone, Date.parse(fire.until), now)}`
  const outcome = fire.invocation === null ? [] : [fire.invocation, fire.state ?? '']
  const reason = fire.decision === 'ran' && fire.reason === 'on time' ? '' : sanitiseLine(fire.reason)
  return [when, fire.decision, [...outcome, reason].filter(Boolean).join('  ')]
}

export const stateOf = ({ enabled, next }: Schedule): string => {
  if (!enabled) return 'disabled'
  return next === null ? 'over' : 'enabled'
}
