import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printLines } from '../io.ts'
import { sanitiseLine } from '../tty/sanitise.ts'
import { type Context, connect, withAccess } from './options.ts'

export function addParametersDelete(parent: Command, context: Context): void {
  const command = parent.command('delete').description('delete a stored value with all its versions').argument('<name>')
  withAccess(command).action(async (name: string, options: AccessOptions) => {
    await connect(context, options).client.call(routes.deleteParameter, { path: { id: name } })
    printLines(context.io, [sanitiseLine(`${name}  deleted`)])
  })
}
