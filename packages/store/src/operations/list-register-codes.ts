import type { Listing, Page, RegisterCode } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { equals, readPage, restrict } from '../engines/sqlite/queries.ts'
import { toRegisterCode } from '../rows/register-code.ts'
import type { RegisterCodeTable } from '../schema.ts'

const notDeleted = { text: 'deleted_at IS NULL', values: [] }

export function listRegisterCodes(
  connection: Connection,
  accountId: number,
  ids: readonly number[] | undefined,
  page: Page,
): Listing<RegisterCode> {
  const where = [equals('account_id', accountId), notDeleted, ...restrict({ id: ids })]
  const selection = { columns: '*', from: 'register_codes', where, order: 'id DESC' }
  const { total, rows } = readPage<RegisterCodeTable>(connection, selection, page)
  return { total, items: rows.map(toRegisterCode) }
}
