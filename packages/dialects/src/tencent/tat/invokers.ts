import {
  beijing,
  type Fire,
  type InstanceKind,
  type Invocation,
  invocationState,
  type Schedule,
  type ScheduleRule,
} from '@muster/core'
import type { Context, Output } from '../../action.ts'
import type { Input } from '../../spec/fields.ts'
import { quote, Violation } from '../../spec/violations.ts'
import { jsonOrEmpty, tagList } from './commands.ts'
import type { scheduleSettings } from './fields.ts'
import { invocationStatus } from './states.ts'
import { time, timeOrNull } from './times.ts'

export const tatSchedule = { overlap: 'skip', profile: 'login', away: 'fail' } as const

/** Cron expressions are in Beijing time, whatever the region. */
export function ruleOf({ Policy, Recurrence, InvokeTime }: Input<typeof scheduleSettings>): ScheduleRule {
  if (Policy === 'ONCE') return { kind: 'once', at: readTime(InvokeTime) }
  if (Recurrence === '')
    throw new Violation('missing', 'ScheduleSettings.Recurrence is required with the policy RECURRENCE.')
  return { kind: 'cron', expression: Recurrence.trim(), zone: beijing }
}

const iso = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/

function readTime(text: string): number {
  if (text === '') throw new Violation('missing', 'ScheduleSettings.InvokeTime is required with the policy ONCE.')
  const [, year, month, day] = iso.exec(text) ?? []
  const at = isDate(Number(year), Number(month), Number(day)) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at))
    throw new Violation('value', `InvokeTime must be written as 2026-11-30T02:30:00+08:00; it is ${quote(text)}.`, [
      'InvalidParameterValue.InvalidTimeFormat',
    ])
  return Math.floor(at / 1000) * 1000
}

/** JavaScript takes the 30th of February for the 2nd of March. */
const isDate = (year: number, month: number, day: number): boolean =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day

/** A schedule that was made elsewhere may be in another zone, or have no cron expression at all; it says so itself. */
function recurrenceOf(rule: ScheduleRule): string {
  if (rule.kind === 'once') return ''
  if (rule.kind === 'rate') return `rate(${rule.seconds} seconds)`
  return rule.zone === beijing ? rule.expression : `CRON_TZ=${rule.zone} ${rule.expression}`
}

export function invokerRecord({ deps }: Context, schedule: Schedule, kinds: ReadonlyMap<number, InstanceKind>): Output {
  const { rule, nextAt, enabled } = schedule
  return {
    InvokerId: deps.nativeIds.format('schedule', schedule.id),
    Name: schedule.name,
    Type: 'SCHEDULE',
    CommandId: deps.nativeIds.format('command', schedule.commandId),
    Username: schedule.userName,
    Parameters: jsonOrEmpty(schedule.parameters),
    // Only managed instances can be deleted.
    InstanceIds: schedule.instanceIds.map((id) => deps.nativeIds.formatInstance(kinds.get(id) ?? 'managed', id)),
    Enable: enabled,
    ScheduleSettings: {
      Policy: rule.kind === 'once' ? 'ONCE' : 'RECURRENCE',
      Recurrence: recurrenceOf(rule),
      InvokeTime: rule.kind === 'once' ? time(rule.at) : timeOrNull(enabled ? nextAt : undefined),
    },
    CreatedTime: time(schedule.createdAt),
    UpdatedTime: time(schedule.updatedAt),
    Tags: tagList(schedule.tags),
  }
}

/** The API's words are those of invocations: a fire time on which nothing was started has failed, and the reason says how. */
export function fireRecord({ deps }: Context, fire: Fire, invocation: Invocation | undefined): Output {
  return {
    InvokerId: deps.nativeIds.format('schedule', fire.scheduleId),
    InvokeTime: time(fire.dueAt),
    Reason: reasonOf(fire),
    InvocationId: invocation ? deps.nativeIds.format('invocation', invocation.id) : '',
    Result: invocation ? invocationStatus[invocationState(invocation.counts, invocation.total)] : 'FAILED',
  }
}

const reasonOf = ({ decision, reason, until }: Fire): string =>
  until === undefined
    ? `${decision}: ${reason}`
    : `${decision}, and all fire times until before ${time(until)}: ${reason}`
