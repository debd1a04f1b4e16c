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

export function addBucketsList(parent: Command, context: Context): void {
  const command = parent.command('list', { isDefault: true }).description('buckets of the account')
  withJson(withAccess(command)).action(async (options: Options) => {
    const { io } = context
    const { items } = await connect(context, options).client.call(routes.listBuckets)
    if (options.json) return printJson(io, { items })
    const rows = items.map(({ url, kind, endpoint, keyId, createdAt }) => [
      sanitiseLine(url),
      kind,
      endpoint === url ? '' : sanitiseLine(endpoint),
      sanitiseLine(keyId),
      age(io.now() - Date.parse(createdAt)),
    ])
    const empty = 'no bucket. Add one with: muster buckets add <url> --secret-id <id>'
    printTable(io, ['bucket', 'kind', 'endpoint', 'key', 'added'], rows, { total: items.length, offset: 0, empty })
  })
}
