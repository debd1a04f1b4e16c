import type { Command, CommandFilter, Listing, Page } from '@muster/core'
import { sql } from 'kysely'
import type { Connection } from '../engines/sqlite/connection.ts'
import { hasTags, queries, readPage, restrict } from '../engines/sqlite/queries.ts'
import { toCommand } from '../rows/command.ts'

export function listCommands(
  connection: Connection,
  accountId: number,
  filter: CommandFilter,
  page: Page,
): Listing<Command> {
  const conditions = [
    ...restrict({
      'commands.id': filter.ids,
      'commands.name': filter.names,
      'commands.type': filter.types,
      'commands.created_by': filter.createdBy,
    }),
    ...hasTags('commands.tags', filter.tags),
  ]
  const matching = queries
    .selectFrom('commands')
    .where('account_id', '=', accountId)
    .where('saved', '=', sql.lit(1))
    .where((is) => is.and(conditions))
  const { total, rows } = readPage(connection, matching, matching.selectAll().orderBy('id', 'desc'), page)
  return { total, items: rows.map(toCommand) }
}
