import { type Policy, routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printJson } from '../io.ts'
import { age } from '../tty/duration.ts'
import { sanitiseLine } from '../tty/sanitise.ts'
import { printTable } from './listing.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'

interface Options extends AccessOptions {
  readonly json?: boolean
}

const summaryOf = (policy: Policy | null): string =>
  policy ? policy.actions.map(sanitiseLine).join(' ') || 'nothing' : 'all of the role'

export function addUsersList(parent: Command, context: Context): void {
  const command = parent.command('list', { isDefault: true }).description('users of the account')
  withJson(withAccess(command)).action(async (options: Options) => {
    const { io } = context
    const { items } = await connect(context, options).client.call(routes.listUsers)
    if (options.json) return printJson(io, { items })
    const rows = items.map(({ name, policy, enabled, createdAt }) => [
      sanitiseLine(name),
      enabled ? 'enabled' : 'disabled',
      age(io.now() - Date.parse(createdAt)),
      summaryOf(policy),
    ])
    const empty = 'no user. Make one with: muster users create <name>'
    printTable(io, ['user', 'state', 'created', 'may call'], rows, { total: items.length, offset: 0, empty })
  })
}
