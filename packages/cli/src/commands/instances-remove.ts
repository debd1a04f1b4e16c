import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printLines } from '../io.ts'
import { sanitiseLine } from '../tty/sanitise.ts'
import { findInstance } from './find-instance.ts'
import { type Context, connect, withAccess } from './options.ts'

export function addInstancesRemove(parent: Command, context: Context): void {
  const command = parent
    .command('remove')
    .description('forget a host and cut its agent off')
    .argument('<host>', 'its id or name')
  withAccess(command).action(async (host: string, options: AccessOptions) => {
    const { client } = connect(context, options)
    const { id, name } = await findInstance(client, host)
    await client.call(routes.removeInstance, { path: { id } })
    printLines(context.io, [`${id}  ${sanitiseLine(name)}  removed. Its agent has lost its place; its record stays.`])
  })
}
