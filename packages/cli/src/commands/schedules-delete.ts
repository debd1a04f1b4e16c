import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printLines } from '../io.ts'
import { type Context, connect, withAccess } from './options.ts'

export function addSchedulesDelete(parent: Command, context: Context): void {
  const command = parent.command('delete').description('delete a schedule; its runs stay').argument('<id>', 'ivk-…')
  withAccess(command).action(async (id: string, options: AccessOptions) => {
    await connect(context, options).client.call(routes.deleteSchedule, { path: { id } })
    printLines(context.io, [`${id}  deleted. What it has started stays.`])
  })
}
