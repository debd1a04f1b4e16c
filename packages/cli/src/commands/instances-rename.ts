import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printLines } from '../io.ts'
import { sanitiseLine } from '../tty/sanitise.ts'
import { findInstance } from './find-instance.ts'
import { type Context, connect, withAccess } from './options.ts'

export function addInstancesRename(parent: Command, context: Context): void {
  const command = parent
    .command('rename')
    .description('give a host another name')
    .argument('<host>', 'its id or name')
    .argument('<name>', 'the new name')
  withAccess(command).action(async (host: string, name: string, options: AccessOptions) => {
    const { client } = connect(context, options)
    const { id } = await findInstance(client, host)
    await client.call(routes.renameInstance, { path: { id }, body: { name } })
    printLines(context.io, [`${id}  ${sanitiseLine(name)}`])
  })
}
