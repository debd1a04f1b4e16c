import type { Listing, Page, Terminal, TerminalFilter } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { atMost, equals, readPage, restrict } from '../engines/sqlite/queries.ts'
import { toTerminal } from '../rows/terminal.ts'
import type { TerminalTable } from '../schema.ts'

export function listTerminals(
  connection: Connection,
  accountId: number,
  filter: TerminalFilter,
  page: Page,
): Listing<Terminal> {
  const where = [
    equals('account_id', accountId),
    ...restrict({ id: filter.ids, instance_id: filter.instanceIds }),
    ...atMost('id', filter.upTo),
  ]
  const selection = { columns: '*', from: 'terminals', where, order: 'id DESC' }
  const { total, rows } = readPage<TerminalTable>(connection, selection, page)
  return { total, items: rows.map(toTerminal) }
}
