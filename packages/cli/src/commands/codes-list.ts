import { type RegisterCode, routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printJson } from '../io.ts'
import { duration } from '../tty/duration.ts'
import { sanitiseLine } from '../tty/sanitise.ts'
import { truncate } from '../tty/width.ts'
import { printTable } from './listing.ts'
import { type Context, connect, type PageOptions, withAccess, withJson, withPages } from './options.ts'

interface Options extends AccessOptions, PageOptions {
  readonly json?: boolean
}

function validity({ enabled, expiresAt, used, limit }: RegisterCode, now: number): string {
  if (!enabled) return 'disabled'
  if (used >= limit) return 'used up'
  if (expiresAt === null) return 'valid for ever'
  const left = Date.parse(expiresAt) - now
  return left <= 0 ? 'expired' : `valid for ${duration(left)}`
}

export function addCodesList(parent: Command, context: Context): void {
  const command = parent.command('list', { isDefault: true }).description('register codes')
  withJson(withPages(withAccess(command))).action(async (options: Options) => {
    const { io } = context
    const { limit, offset } = options
    const listing = await connect(context, options).client.call(routes.listRegisterCodes, { query: { limit, offset } })
    if (options.json) return printJson(io, listing)
    const rows = listing.items.map((code) => [
      code.id,
      `${code.used}/${code.limit}`,
      validity(code, io.now()),
      truncate(sanitiseLine(code.description), 20),
    ])
    const empty = 'no register code yet. Make one with: muster hosts add'
    printTable(io, ['id', 'used', 'state', 'description'], rows, { ...listing, offset, empty })
  })
}
