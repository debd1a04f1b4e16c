import { type Instance, routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { CliError } from '../errors.ts'
import { printJson } from '../io.ts'
import { age } from '../tty/duration.ts'
import { sanitiseLine } from '../tty/sanitise.ts'
import { truncate } from '../tty/width.ts'
import { printTable } from './listing.ts'
import { type Context, connect, type PageOptions, withAccess, withJson, withPages } from './options.ts'

interface Options extends AccessOptions, PageOptions {
  readonly json?: boolean
  readonly online?: boolean
  readonly offline?: boolean
  readonly name?: string
  readonly tag?: string
}

const seen = ({ online, lastHeartbeat }: Instance, now: number): string => {
  if (online) return 'online'
  return lastHeartbeat === null ? 'never seen' : `gone ${age(now - Date.parse(lastHeartbeat))}`
}

const tagText = (tags: Instance['tags']): string =>
  Object.entries(tags)
    .map(([key, value]) => (value ? `${key}=${value}` : key))
    .join(' ')

export function addInstancesList(parent: Command, context: Context): void {
  const command = parent
    .command('list', { isDefault: true })
    .description('hosts of the account')
    .option('--online', 'only those that are online')
    .option('--offline', 'only those that are not')
    .option('--name <text>', 'only those of this name')
    .option('--tag <key=value>', 'only those with this tag')
  withJson(withPages(withAccess(command))).action(async (options: Options) => {
    const { io } = context
    const { limit, offset, name, tag } = options
    if (options.online && options.offline) throw new CliError('--online and --offline exclude each other.')
    const listing = await connect(context, options).client.call(routes.listInstances, {
      query: {
        limit,
        offset,
        ...(options.online ? { online: 'true' as const } : {}),
        ...(options.offline ? { online: 'false' as const } : {}),
        ...(name === undefined ? {} : { name }),
        ...(tag === undefined ? {} : { tag }),
      },
    })
    if (options.json) return printJson(io, listing)
    const rows = listing.items.map((item) => [
      item.id,
      truncate(sanitiseLine(item.name), 24),
      sanitiseLine(`${item.platform} ${item.architecture}`),
      seen(item, io.now()),
      truncate(sanitiseLine(tagText(item.tags)), 40),
    ])
    const filtered = options.online || options.offline || name !== undefined || tag !== undefined
    const empty = filtered ? 'no host fits.' : 'no host yet. Add one with: muster hosts add'
    printTable(io, ['id', 'name', 'platform', 'state', 'tags'], rows, { ...listing, offset, empty })
  })
}
