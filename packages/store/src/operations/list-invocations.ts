import type { Invocation, InvocationFilter, Listing, Page } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { isAny, queries, readPage, restrict } from '../engines/sqlite/queries.ts'
import { toInvocation } from '../rows/invocation.ts'

export function listInvocations(
  connection: Connection,
  accountId: number,
  filter: InvocationFilter,
  page: Page,
): Listing<Invocation> {
  const { commandCreatedBy } = filter
  const conditions = restrict({
    'invocations.id': filter.ids,
    'invocations.command_id': filter.commandIds,
    'invocations.instance_kind': filter.kinds,
  })
  const matching = queries
    .selectFrom('invocations')
    .where('invocations.account_id', '=', accountId)
    .where((is) => is.and(conditions))
    .$if(commandCreatedBy !== undefined, (query) =>
      query
        .innerJoin('commands', 'commands.id', 'invocations.command_id')
        .where(isAny('commands.created_by', commandCreatedBy ?? [])),
    )
  const selected = matching
    .innerJoin('scripts', 'scripts.invocation_id', 'invocations.id')
    .selectAll('invocations')
    .select(['scripts.content', 'scripts.parameters', 'scripts.default_parameters', 'scripts.sealed_secrets'])
    .orderBy('invocations.id', 'desc')
  const { total, rows } = readPage(connection, matching, selected, page)
  return { total, items: rows.map(toInvocation) }
}
