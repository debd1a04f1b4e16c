import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printLines } from '../io.ts'
import { type Context, connect, withAccess } from './options.ts'

export function addKeysDisable(parent: Command, context: Context): void {
  const command = parent.command('disable').description('turn an access key off').argument('<id>')
  withAccess(command).action(async (id: string, options: AccessOptions) => {
    await connect(context, options).client.call(routes.disableKey, { path: { id } })
    printLines(context.io, [`${id}  disabled`])
  })
}
