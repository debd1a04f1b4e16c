import type { Listing, Page, Task, TaskState } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { isAny, queries, readPage, restrict } from '../engines/sqlite/queries.ts'
import { stateNumber } from '../rows/states.ts'
import { toTask } from '../rows/task.ts'

/** The instances are checked to be the account's, not each of their tasks: the count then needs the index alone. */
export function pageByInstance(
  connection: Connection,
  accountId: number,
  instanceIds: readonly number[],
  states: readonly TaskState[] | undefined,
  page: Page,
): Listing<Task> {
  const owned = queries
    .selectFrom('instances')
    .select('id')
    .where('account_id', '=', accountId)
    .where(isAny('instances.id', instanceIds))
  const ids = connection.list(owned.compile()).map(({ id }) => id)
  // One instance has one task of an invocation, so that its index holds the order and nothing is sorted.
  const only = ids.length === 1 ? ids[0] : undefined
  const matching = queries
    .selectFrom('tasks')
    .where((is) => is.and(restrict({ 'tasks.state': states?.map(stateNumber) })))
    .where((is) => (only === undefined ? isAny('tasks.instance_id', ids) : is('tasks.instance_id', '=', only)))
  const joined = matching
    .innerJoin('invocations', 'invocations.id', 'tasks.invocation_id')
    .selectAll('tasks')
    .select(['invocations.account_id', 'invocations.command_id', 'invocations.created_at'])
  const selected =
    only === undefined
      ? joined.orderBy('tasks.invocation_id', 'desc').orderBy('tasks.id')
      : joined.orderBy('tasks.id', 'desc')
  const { total, rows } = readPage(connection, matching, selected, page)
  return { total, items: rows.map(toTask) }
}
