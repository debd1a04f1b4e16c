import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printLines } from '../io.ts'
import { type Context, connect, withAccess } from './options.ts'

export function addCommandsDelete(parent: Command, context: Context): void {
  const command = parent.command('delete').description('delete a stored command').argument('<id>', 'cmd-…')
  withAccess(command).action(async (id: string, options: AccessOptions) => {
    await connect(context, options).client.call(routes.deleteCommand, { path: { id } })
    printLines(context.io, [`${id}  deleted. What it ran stays in the record.`])
  })
}
