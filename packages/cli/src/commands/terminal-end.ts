import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printLines } from '../io.ts'
import { type Context, connect, withAccess } from './options.ts'

export function addTerminalEnd(parent: Command, context: Context): void {
  const command = parent
    .command('end')
    .description('end a terminal and all that was started in it')
    .argument('<id>', 'the terminal')
  withAccess(command).action(async (id: string, options: AccessOptions) => {
    const { state } = await connect(context, options).client.call(routes.endTerminal, { path: { id } })
    printLines(context.io, [`${id}  ${state}`])
  })
}
