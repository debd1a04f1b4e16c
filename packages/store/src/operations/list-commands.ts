import { type Command, type CommandFilter, type Listing, type Page, publicAccount } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { atMost, hasAny, hasTags, matching, readPage, restrict } from '../engines/sqlite/queries.ts'
import { toCommand } from '../rows/command.ts'
import type { CommandTable } from '../schema.ts'

const ownOrPublic = (accountId: number) => ({ text: `account_id IN (?, ${publicAccount})`, values: [accountId] })
const saved = { text: 'saved = 1', values: [] }

export function listCommands(
  connection: Connection,
  accountId: number,
  filter: CommandFilter,
  page: Page,
): Listing<Command> {
  const where = [
    ownOrPublic(accountId),
    saved,
    ...restrict({ id: filter.ids, name: filter.names, type: filter.types, created_by: filter.createdBy }),
    ...atMost('id', filter.upTo),
    ...matching('name', filter.name),
    ...matching('description', filter.description),
    ...hasAny('scenes', filter.scenes),
    ...hasTags('tags', filter.tags),
  ]
  const selection = { columns: '*', from: 'commands', where, order: 'id DESC' }
  const { total, rows } = readPage<CommandTable>(connection, selection, page)
  return { total, items: rows.map(toCommand) }
}
