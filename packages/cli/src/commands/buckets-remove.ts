import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printLines } from '../io.ts'
import { type Context, connect, withAccess } from './options.ts'

export function addBucketsRemove(parent: Command, context: Context): void {
  const command = parent.command('remove').description('deliver to a bucket no more').argument('<url>')
  withAccess(command).action(async (url: string, options: AccessOptions) => {
    await connect(context, options).client.call(routes.deleteBucket, { body: { url } })
    printLines(context.io, [`${url}  removed`])
  })
}
