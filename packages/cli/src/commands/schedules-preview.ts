import { type Client, routes, type Schedule } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { CliError } from '../errors.ts'
import { printJson, printLines } from '../io.ts'
import { neededRule, type RuleOptions, timeIn, withRule, zoneOf } from '../schedules/rule.ts'
import { columns } from '../tty/columns.ts'
import { duration } from '../tty/duration.ts'
import { clockTime, offsetText } from '../tty/zoned.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'
import { count } from './values.ts'

interface Options extends AccessOptions, RuleOptions {
  readonly json?: boolean
  readonly count: number
  readonly from?: string
}

export function addSchedulesPreview(parent: Command, context: Context): void {
  const command = withRule(
    parent
      .command('preview')
      .description('the fire times to come, of a schedule or of a rule that is not stored')
      .argument('[id]', 'ivk-…'),
  )
    .option('--count <n>', 'so many', count, 20)
    .option('--from <time>', 'those after this time')
  withJson(withAccess(command)).action((id: string | undefined, options: Options) => preview(context, id, options))
}

async function preview(context: Context, id: string | undefined, options: Options): Promise<void> {
  const { io } = context
  const { client } = connect(context, options)
  const rule = await ruleFor(client, id, options, io.now())
  const zone = zoneOf(rule)
  const from = options.from === undefined ? {} : { from: new Date(timeIn(zone, options.from, io.now())).toISOString() }
  const range = { count: options.count, ...from }
  const { times } =
    id === undefined
      ? await client.call(routes.previewRule, { body: { rule, ...range } })
      : await client.call(routes.previewSchedule, { path: { id }, query: range })
  if (options.json) return printJson(io, { times })
  const now = io.now()
  const rows = times.map((text) => {
    const at = Date.parse(text)
    return [clockTime(zone, at, now), offsetText(zone, at), at > now ? `in ${duration(at - now)}` : '']
  })
  printLines(io, rows.length > 0 ? columns(rows) : ['it never fires again.'])
}

async function ruleFor(
  client: Client,
  id: string | undefined,
  options: Options,
  now: number,
): Promise<Schedule['rule']> {
  if (id === undefined) return neededRule(options, now)
  if (options.cron !== undefined || options.at !== undefined || options.every !== undefined)
    throw new CliError('give the id of a schedule or a rule, not both.')
  const { rule } = await client.call(routes.getSchedule, { path: { id } })
  return rule
}
