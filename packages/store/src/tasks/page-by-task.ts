import type { Listing, Page, Task, TaskFilter } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { queries, readPage, restrict } from '../engines/sqlite/queries.ts'
import { stateNumber } from '../rows/states.ts'
import { toTask } from '../rows/task.ts'
import { pageByInstance } from './page-by-instance.ts'

/** Tasks that are looked up one by one. The history of an instance has a quicker way, if nothing else is asked. */
export function pageByTask(connection: Connection, accountId: number, filter: TaskFilter, page: Page): Listing<Task> {
  const { ids, invocationIds, instanceIds, commandIds, states } = filter
  if (instanceIds && !ids && !invocationIds && !commandIds)
    return pageByInstance(connection, accountId, instanceIds, states, page)

  const conditions = restrict({
    'tasks.id': ids,
    'invocations.id': invocationIds,
    'tasks.instance_id': instanceIds,
    'invocations.command_id': commandIds,
    'tasks.state': states?.map(stateNumber),
  })
  const joined =
    invocationIds && !ids
      ? // The range, and the order that a cross join holds, keep the rest of an instance's history out of it.
        queries
          .selectFrom('invocations')
          .crossJoin('tasks')
          .whereRef('tasks.id', '>=', 'invocations.first_task_id')
          .where(({ eb, ref }) =>
            eb('tasks.id', '<', eb(ref('invocations.first_task_id'), '+', ref('invocations.total'))),
          )
      : queries.selectFrom('tasks').innerJoin('invocations', 'invocations.id', 'tasks.invocation_id')
  const matching = joined.where('invocations.account_id', '=', accountId).where((is) => is.and(conditions))
  const selected = matching
    .selectAll('tasks')
    .select(['invocations.account_id', 'invocations.command_id', 'invocations.created_at'])
    .orderBy('tasks.invocation_id', 'desc')
    .orderBy('tasks.id')
  const { total, rows } = readPage(connection, matching, selected, page)
  return { total, items: rows.map(toTask) }
}
