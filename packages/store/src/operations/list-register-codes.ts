import type { Listing, Page, RegisterCode, RegisterCodeFilter } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { atMost, equals, hasTags, readPage, restrict } from '../engines/sqlite/queries.ts'
import { toRegisterCode } from '../rows/register-code.ts'
import type { RegisterCodeTable } from '../schema.ts'

const notDeleted = { text: 'deleted_at IS NULL', values: [] }

export function listRegisterCodes(
  connection: Connection,
  accountId: number,
  filter: RegisterCodeFilter,
  page: Page,
): Listing<RegisterCode> {
  const where = [
    equals('account_id', accountId),
    notDeleted,
    ...restrict({ id: filter.ids, kind: filter.kinds, name_prefix: filter.namePrefixes }),
    ...atMost('id', filter.upTo),
    ...hasTags('tags', filter.tags),
  ]
  const selection = { columns: '*', from: 'register_codes', where, order: 'id DESC' }
  const { total, rows } = readPage<RegisterCodeTable>(connection, selection, page)
  return { total, items: rows.map(toRegisterCode) }
}
