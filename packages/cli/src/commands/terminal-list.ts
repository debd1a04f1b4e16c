import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printJson } from '../io.ts'
import { age } from '../tty/duration.ts'
import { sanitiseLine } from '../tty/sanitise.ts'
import { truncate } from '../tty/width.ts'
import { printTable } from './listing.ts'
import { type Context, connect, type PageOptions, withAccess, withJson, withPages } from './options.ts'

interface Options extends AccessOptions, PageOptions {
  readonly json?: boolean
}

export function addTerminalList(parent: Command, context: Context): void {
  const command = parent.command('list').alias('ls').description('terminals, newest first')
  withJson(withPages(withAccess(command))).action(async (options: Options) => {
    const { io } = context
    const { limit, offset } = options
    const listing = await connect(context, options).client.call(routes.listTerminals, { query: { limit, offset } })
    if (options.json) return printJson(io, listing)
    const rows = listing.items.map((item) => [
      item.id,
      truncate(sanitiseLine(item.instanceName || item.instance), 16),
      sanitiseLine(item.hostUser),
      sanitiseLine(item.user),
      item.state,
      age(io.now() - Date.parse(item.createdAt)),
      truncate(sanitiseLine(item.detail || (item.exitCode === null ? '' : `exit ${item.exitCode}`)), 24),
    ])
    const empty = 'no terminal yet. Try: muster terminal <host>'
    printTable(io, ['id', 'host', 'as', 'by', 'state', 'opened', ''], rows, { ...listing, offset, empty })
  })
}
