import type { Listing, Page, Task, TaskFilter } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { queries, readPage, restrict } from '../engines/sqlite/queries.ts'
import { stateNumber } from '../rows/states.ts'
import { toTask } from '../rows/task.ts'

export function pageByTask(connection: Connection, accountId: number, filter: TaskFilter, page: Page): Listing<Task> {
  const conditions = restrict({
    'tasks.id': filter.ids,
    'tasks.invocation_id': filter.invocationIds,
    'tasks.instance_id': filter.instanceIds,
    'invocations.command_id': filter.commandIds,
    'tasks.state': filter.states?.map(stateNumber),
  })
  const matching = queries
    .selectFrom('tasks')
    .innerJoin('invocations', 'invocations.id', 'tasks.invocation_id')
    .where('invocations.account_id', '=', accountId)
    .where((is) => is.and(conditions))
  const selected = matching
    .selectAll('tasks')
    .select(['invocations.account_id', 'invocations.command_id', 'invocations.created_at'])
    .orderBy('tasks.invocation_id', 'desc')
    .orderBy('tasks.id')
  const { total, rows } = readPage(connection, matching, selected, page)
  return { total, items: rows.map(toTask) }
}
