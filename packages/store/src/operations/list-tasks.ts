import type { ListedTask, Listing, Page, TaskFilter } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { pageByInvocation } from '../tasks/page-by-invocation.ts'
import { pageByTask } from '../tasks/page-by-task.ts'

/**
 * Without instances or task ids the counters of the invocations say how many tasks match and where the page lies, and
 * no task outside the page is touched. Else the tasks themselves are looked up.
 */
export function listTasks(
  connection: Connection,
  accountId: number,
  filter: TaskFilter,
  page: Page,
): Listing<ListedTask> {
  return filter.ids || filter.instanceIds
    ? pageByTask(connection, accountId, filter, page)
    : pageByInvocation(connection, accountId, filter, page)
}
