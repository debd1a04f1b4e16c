import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printJson } from '../io.ts'
import { stateOf } from '../schedules/fires.ts'
import { ruleText } from '../schedules/rule.ts'
import { duration } from '../tty/duration.ts'
import { sanitiseLine } from '../tty/sanitise.ts'
import { truncate } from '../tty/width.ts'
import { printTable } from './listing.ts'
import { type Context, connect, type PageOptions, withAccess, withJson, withPages } from './options.ts'

interface Options extends AccessOptions, PageOptions {
  readonly json?: boolean
  readonly name?: string
}

export function addSchedulesList(parent: Command, context: Context): void {
  const command = parent
    .command('list', { isDefault: true })
    .description('schedules, newest first')
    .option('--name <text>', 'only those of this name')
  withJson(withPages(withAccess(command))).action(async (options: Options) => {
    const { io } = context
    const { limit, offset, name } = options
    const query = { limit, offset, ...(name === undefined ? {} : { name }) }
    const listing = await connect(context, options).client.call(routes.listSchedules, { query })
    if (options.json) return printJson(io, listing)
    const rows = listing.items.map((item) => [
      item.id,
      truncate(sanitiseLine(item.name), 24),
      truncate(sanitiseLine(ruleText(item.rule, io.now())), 40),
      String(item.instances.length),
      item.next === null ? stateOf(item) : `in ${duration(Date.parse(item.next) - io.now())}`,
    ])
    const empty =
      name === undefined
        ? "no schedule yet. Try: muster schedules create --name nightly --cron '30 2 * * *' --command <id> --all"
        : `no schedule is called ${name}.`
    printTable(io, ['id', 'name', 'rule', 'hosts', 'next'], rows, { ...listing, offset, empty })
  })
}
