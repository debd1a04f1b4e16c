import { routes } from '@muster/protocol/api'
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

export function addAccountsList(parent: Command, context: Context): void {
  const command = parent.command('list', { isDefault: true }).description('all accounts of the server')
  withJson(withAccess(command)).action(async (options: Options) => {
    const { io } = context
    const { items } = await connect(context, options).client.call(routes.listAccounts)
    if (options.json) return printJson(io, { items })
    const rows = items.map(({ name, createdAt }) => [sanitiseLine(name), age(io.now() - Date.parse(createdAt))])
    printTable(io, ['account', 'created'], rows, { total: items.length, offset: 0, empty: 'no account.' })
  })
}
