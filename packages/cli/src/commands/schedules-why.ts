import { type Client, type Fire, routes, type Schedule } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printJson, printLines } from '../io.ts'
import { fireRow } from '../schedules/fires.ts'
import { timeIn, zoneOf } from '../schedules/rule.ts'
import { columns } from '../tty/columns.ts'
import { clockTime } from '../tty/zoned.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'

interface Options extends AccessOptions {
  readonly json?: boolean
}

const minuteMs = 60_000

export function addSchedulesWhy(parent: Command, context: Context): void {
  const command = parent
    .command('why')
    .description('what became of a fire time, and why')
    .argument('<id>', 'ivk-…')
    .argument('<time>', "03:00, '2026-11-22 03:00' in the schedule's zone, or 2026-11-22T03:00+08:00")
  withJson(withAccess(command)).action((id: string, time: string, options: Options) => why(context, id, time, options))
}

async function why(context: Context, id: string, time: string, options: Options): Promise<void> {
  const { io } = context
  const { client } = connect(context, options)
  const schedule = await client.call(routes.getSchedule, { path: { id } })
  const at = timeIn(zoneOf(schedule.rule), time, io.now())
  const next = await firstFrom(client, id, at)
  const isFireTime = next !== undefined && next < at + minuteMs
  const query = { at: new Date(isFireTime ? next : at).toISOString() }
  const fires = await client.call(routes.listFires, { path: { id }, query })
  if (options.json) return printJson(io, { at: query.at, isFireTime, fires: fires.items })
  const known = fires.items.filter((fire) => isFireTime || Date.parse(fire.dueAt) === at)
  printLines(io, known.length > 0 ? records(schedule, known, io.now()) : [explain(schedule, at, next, io.now())])
}

async function firstFrom(client: Client, id: string, at: number): Promise<number | undefined> {
  const query = { count: 1, from: new Date(at - 1).toISOString() }
  const { times } = await client.call(routes.previewSchedule, { path: { id }, query })
  return times[0] === undefined ? undefined : Date.parse(times[0])
}

const records = ({ rule }: Schedule, fires: readonly Fire[], now: number): string[] =>
  columns(fires.map((fire) => fireRow(rule, fire, now)))

/** Why there is no record. */
function explain(schedule: Schedule, at: number, next: number | undefined, now: number): string {
  const shown = (time: number) => clockTime(zoneOf(schedule.rule), time, now)
  if (next === undefined) return `${shown(at)} is no fire time, and none comes after it.`
  if (next >= at + minuteMs) return `${shown(at)} is no fire time. The first after it is ${shown(next)}.`
  if (next > now)
    return schedule.enabled
      ? `${shown(next)} is still to come.`
      : `${shown(next)} is to come, but the schedule is disabled.`
  if (Date.parse(schedule.createdAt) > next) return `the schedule was made after ${shown(next)}.`
  if (!schedule.enabled)
    return `the schedule is disabled, and was at ${shown(next)}; a record is made when it is enabled.`
  return `nothing is recorded of ${shown(next)}: the schedule had another rule then, or it is being decided.`
}
