import type { Listing, Page, RegisterCode } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { queries, readPage, restrict } from '../engines/sqlite/queries.ts'
import { toRegisterCode } from '../rows/register-code.ts'

export function listRegisterCodes(
  connection: Connection,
  accountId: number,
  ids: readonly number[] | undefined,
  page: Page,
): Listing<RegisterCode> {
  const matching = queries
    .selectFrom('register_codes')
    .where('account_id', '=', accountId)
    .where((is) => is.and(restrict({ 'register_codes.id': ids })))
  const { total, rows } = readPage(connection, matching, matching.selectAll().orderBy('id', 'desc'), page)
  return { total, items: rows.map(toRegisterCode) }
}
