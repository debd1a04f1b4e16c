import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printJson, printLines } from '../io.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'

interface Options extends AccessOptions {
  readonly json?: boolean
}

export function addUsersEnable(parent: Command, context: Context): void {
  const command = parent.command('enable').description('let the keys of a user count again').argument('<name>')
  withJson(withAccess(command)).action(async (name: string, options: Options) => {
    const user = await connect(context, options).client.call(routes.enableUser, { path: { id: name } })
    if (options.json) return printJson(context.io, user)
    printLines(context.io, [`${name}  enabled`])
  })
}

export function addUsersDisable(parent: Command, context: Context): void {
  const command = parent
    .command('disable')
    .description('let no key of a user count, and none of its schedules run')
    .argument('<name>')
  withJson(withAccess(command)).action(async (name: string, options: Options) => {
    const user = await connect(context, options).client.call(routes.disableUser, { path: { id: name } })
    if (options.json) return printJson(context.io, user)
    printLines(context.io, [`${name}  disabled`])
  })
}
