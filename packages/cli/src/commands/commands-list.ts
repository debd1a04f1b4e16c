import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { CliError } from '../errors.ts'
import { printJson } from '../io.ts'
import { age, duration } from '../tty/duration.ts'
import { sanitiseLine } from '../tty/sanitise.ts'
import { truncate } from '../tty/width.ts'
import { printTable } from './listing.ts'
import { type Context, connect, type PageOptions, withAccess, withJson, withPages } from './options.ts'

interface Options extends AccessOptions, PageOptions {
  readonly json?: boolean
  readonly name?: string
  readonly own?: boolean
  readonly public?: boolean
}

export function addCommandsList(parent: Command, context: Context): void {
  const command = parent
    .command('list', { isDefault: true })
    .description('stored commands, newest first')
    .option('--name <text>', 'only those of this name')
    .option('--own', 'only those of the account')
    .option('--public', 'only those that come with the server')
  withJson(withPages(withAccess(command))).action(async (options: Options) => {
    const { io } = context
    const { limit, offset, name } = options
    if (options.own && options.public) throw new CliError('--own and --public exclude each other.')
    const query = {
      limit,
      offset,
      ...(name === undefined ? {} : { name }),
      ...(options.own ? { public: 'false' as const } : {}),
      ...(options.public ? { public: 'true' as const } : {}),
    }
    const listing = await connect(context, options).client.call(routes.listCommands, { query })
    if (options.json) return printJson(io, listing)
    const rows = listing.items.map((item) => [
      item.id,
      truncate(sanitiseLine(item.name), 24),
      duration(item.timeout * 1000),
      age(io.now() - Date.parse(item.createdAt)),
      truncate(sanitiseLine(item.public ? `public: ${item.description}` : item.description), 32),
    ])
    const empty =
      name === undefined
        ? 'no command is stored yet. Try: muster commands create --name hello -- echo hello'
        : `no command is called ${name}.`
    printTable(io, ['id', 'name', 'timeout', 'created', 'description'], rows, { ...listing, offset, empty })
  })
}
