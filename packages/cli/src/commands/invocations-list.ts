import { type Invocation, routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printJson } from '../io.ts'
import { textOf } from '../run/output-lines.ts'
import { countsText } from '../run/states.ts'
import { hosts } from '../tty/bar.ts'
import { age } from '../tty/duration.ts'
import { sanitiseLine } from '../tty/sanitise.ts'
import { truncate } from '../tty/width.ts'
import { printTable } from './listing.ts'
import { type Context, connect, type PageOptions, withAccess, withJson, withPages } from './options.ts'

interface Options extends AccessOptions, PageOptions {
  readonly json?: boolean
}

const whatWidth = 24

/** Its name, or the beginning of its script where it has none. */
const whatOf = ({ name, script }: Invocation): string => sanitiseLine(name || textOf(script).trim())

export function addInvocationsList(parent: Command, context: Context): void {
  const command = parent.command('list', { isDefault: true }).description('invocations, newest first')
  withJson(withPages(withAccess(command))).action(async (options: Options) => {
    const { io } = context
    const { limit, offset } = options
    const listing = await connect(context, options).client.call(routes.listInvocations, { query: { limit, offset } })
    if (options.json) return printJson(io, listing)
    const rows = listing.items.map((item) => [
      item.id,
      truncate(whatOf(item), whatWidth),
      hosts(item.total),
      age(io.now() - Date.parse(item.createdAt)),
      item.endedAt === null ? item.state : countsText(item.counts),
    ])
    printTable(io, ['id', 'what', 'hosts', 'started', 'result'], rows, {
      ...listing,
      offset,
      empty: 'nothing has run yet. Try: muster run --all -- uptime',
    })
  })
}
