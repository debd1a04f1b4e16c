import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printLines } from '../io.ts'
import { type Context, connect, withAccess } from './options.ts'

export function addCodesDelete(parent: Command, context: Context): void {
  const command = parent.command('delete').description('forget a code').argument('<id>')
  withAccess(command).action(async (id: string, options: AccessOptions) => {
    await connect(context, options).client.call(routes.deleteRegisterCode, { path: { id } })
    printLines(context.io, [`${id}  deleted. Hosts that it has admitted stay.`])
  })
}
