import type { ListedTask, Listing, Page, TaskFilter } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { atMost, equals, flags, hasTags, readPage, restrict } from '../engines/sqlite/queries.ts'
import { ofCommands } from '../rows/command-ids.ts'
import { stages, stateNumber } from '../rows/states.ts'
import { type ListedTaskRow, listedColumns, toListedTask, withInstance } from '../rows/task.ts'
import { pageByInstance } from './page-by-instance.ts'

/** Tasks that are looked up one by one. The history of an instance has a quicker way, if nothing else is asked. */
export function pageByTask(
  connection: Connection,
  accountId: number,
  filter: TaskFilter,
  page: Page,
): Listing<ListedTask> {
  const { ids, invocationIds, instanceIds, commandIds, states, upToInvocation, invocationTags, sendsFile } = filter
  if (instanceIds && !ids && !invocationIds && !commandIds && !invocationTags && !sendsFile)
    return pageByInstance(connection, accountId, instanceIds, { states, upToInvocation }, page)

  const selection = {
    columns: listedColumns,
    // The range, and the order that a cross join holds, keep the rest of an instance's history out of it.
    from:
      invocationIds && !ids
        ? 'invocations i CROSS JOIN tasks t ON t.id >= i.first_task_id AND t.id < i.first_task_id + i.total'
        : 'tasks t JOIN invocations i ON i.id = t.invocation_id',
    join: withInstance,
    where: [
      equals('i.account_id', accountId),
      ...restrict({
        't.id': ids,
        'i.id': invocationIds,
        't.instance_id': instanceIds,
        'i.sends_file': flags(sendsFile),
        't.state': states?.map(stateNumber),
      }),
      ...ofCommands(commandIds),
      ...atMost('t.invocation_id', upToInvocation),
      ...hasTags('i.tags', invocationTags),
    ],
    ...(instanceIds && !ids && !invocationIds && { oneOf: stages }),
    order: 't.invocation_id DESC, t.id',
  }
  const { total, rows } = readPage<ListedTaskRow>(connection, selection, page)
  return { total, items: rows.map(toListedTask) }
}
