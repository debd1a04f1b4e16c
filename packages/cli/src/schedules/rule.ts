import type { Schedule } from '@muster/protocol/api'
import type { Command } from 'commander'
import { seconds } from '../commands/values.ts'
import { CliError } from '../errors.ts'
import { duration } from '../tty/duration.ts'
import { clockTime, localZone, parseTime } from '../tty/zoned.ts'

type Rule = Schedule['rule']

export interface RuleOptions {
  readonly cron?: string
  readonly at?: string
  readonly every?: number
  readonly zone?: string
}

const defaultZone = 'Asia/Shanghai'

export const withRule = (command: Command): Command =>
  command
    .option('--cron <expression>', "at these times: '30 2 * * *' (minute hour day month weekday)")
    .option('--at <time>', "once: 2026-11-30T02:30+08:00, or '2026-11-30 02:30' in the zone")
    .option('--every <time>', 'again and again, so long apart: 90s, 15m, 2h', seconds)
    .option('--zone <name>', `time zone of --cron and --at (default: ${defaultZone})`)

/** The rule that the options say, or undefined when they say none. */
export function ruleOf({ cron, at, every, zone = defaultZone }: RuleOptions, now: number): Rule | undefined {
  const ways = [cron, at, every].filter((way) => way !== undefined).length
  if (ways > 1) throw new CliError('--cron, --at and --every exclude each other: give one of them.')
  if (cron !== undefined) return { kind: 'cron', expression: cron, zone }
  if (every !== undefined) return { kind: 'rate', seconds: every }
  if (at === undefined) return undefined
  return { kind: 'once', at: new Date(timeIn(zone, at, now)).toISOString() }
}

export function timeIn(zone: string, text: string, now: number): number {
  const time = parseTime(text, zone, now)
  if (time === undefined)
    throw new CliError(`"${text}" is no time: write 2026-11-30T02:30+08:00, '2026-11-30 02:30' or 02:30.`)
  return time
}

export function neededRule(options: RuleOptions, now: number): Rule {
  const rule = ruleOf(options, now)
  if (!rule) throw new CliError("say when it is to run: --cron '30 2 * * *', --at <time> or --every <time>.")
  return rule
}

/** The clocks in which a schedule is shown: its own, if it has any. */
export const zoneOf = (rule: Rule): string => (rule.kind === 'cron' ? rule.zone : localZone())

export function ruleText(rule: Rule, now: number): string {
  switch (rule.kind) {
    case 'cron':
      return `cron ${rule.expression}  ${rule.zone}`
    case 'once':
      return `once ${clockTime(localZone(), Date.parse(rule.at), now)}`
    case 'rate':
      return `every ${duration(rule.seconds * 1000)}`
  }
}
