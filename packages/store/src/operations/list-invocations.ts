import type { Invocation, InvocationFilter, Listing, Page } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { equals, readPage, restrict } from '../engines/sqlite/queries.ts'
import { type InvocationRow, toInvocation } from '../rows/invocation.ts'

export function listInvocations(
  connection: Connection,
  accountId: number,
  filter: InvocationFilter,
  page: Page,
): Listing<Invocation> {
  const where = [
    equals('i.account_id', accountId),
    ...restrict({
      'i.id': filter.ids,
      'i.command_id': filter.commandIds,
      'i.instance_kind': filter.kinds,
      'c.created_by': filter.commandCreatedBy,
    }),
  ]
  const selection = {
    columns: 'i.*, s.content, s.parameters, s.default_parameters, s.sealed_secrets',
    from: filter.commandCreatedBy ? 'invocations i JOIN commands c ON c.id = i.command_id' : 'invocations i',
    join: 'JOIN scripts s ON s.invocation_id = i.id',
    where,
    order: 'i.id DESC',
  }
  const { total, rows } = readPage<InvocationRow>(connection, selection, page)
  return { total, items: rows.map(toInvocation) }
}
