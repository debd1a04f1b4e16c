import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printJson, printLines } from '../io.ts'
import { zoneOf } from '../schedules/rule.ts'
import { clockTime } from '../tty/zoned.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'

interface Options extends AccessOptions {
  readonly json?: boolean
}

export function addSchedulesEnable(parent: Command, context: Context): void {
  const command = parent.command('enable').description('let a schedule fire again').argument('<id>', 'ivk-…')
  withJson(withAccess(command)).action(async (id: string, options: Options) => {
    const { io } = context
    const schedule = await connect(context, options).client.call(routes.enableSchedule, { path: { id } })
    if (options.json) return printJson(io, schedule)
    const { next, rule } = schedule
    const said =
      next === null ? 'but it has no fire time any more' : `next ${clockTime(zoneOf(rule), Date.parse(next), io.now())}`
    printLines(io, [`${id}  enabled, ${said}`])
  })
}

export function addSchedulesDisable(parent: Command, context: Context): void {
  const command = parent.command('disable').description('let a schedule rest').argument('<id>', 'ivk-…')
  withJson(withAccess(command)).action(async (id: string, options: Options) => {
    const schedule = await connect(context, options).client.call(routes.disableSchedule, { path: { id } })
    if (options.json) return printJson(context.io, schedule)
    printLines(context.io, [
      `${id}  disabled. What has started goes on; to go on with it: muster schedules enable ${id}`,
    ])
  })
}
