import { type Key, routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printJson } from '../io.ts'
import { age, duration } from '../tty/duration.ts'
import { sanitiseLine } from '../tty/sanitise.ts'
import { printTable } from './listing.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'

interface Options extends AccessOptions {
  readonly json?: boolean
}

function stateOf({ enabled, expiresAt }: Key, now: number): string {
  if (!enabled) return 'disabled'
  if (expiresAt === null) return 'enabled'
  const left = Date.parse(expiresAt) - now
  return left <= 0 ? 'expired' : `for ${duration(left)}`
}

export function addKeysList(parent: Command, context: Context): void {
  const command = parent.command('list', { isDefault: true }).description('access keys of the account')
  withJson(withAccess(command)).action(async (options: Options) => {
    const { io } = context
    const { items } = await connect(context, options).client.call(routes.listKeys)
    if (options.json) return printJson(io, { items })
    const rows = items.map((key) => [
      key.id,
      sanitiseLine(key.user),
      key.role,
      stateOf(key, io.now()),
      age(io.now() - Date.parse(key.createdAt)),
    ])
    const empty = 'no access key. Make one with: muster keys create --user <name>'
    printTable(io, ['id', 'user', 'role', 'state', 'created'], rows, { total: items.length, offset: 0, empty })
  })
}
