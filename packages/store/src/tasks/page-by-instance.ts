import type { ListedTask, Listing, Page, TaskFilter } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import {
  allOf,
  atMost,
  countRows,
  equals,
  isAny,
  readPage,
  restrict,
  type Selection,
} from '../engines/sqlite/queries.ts'
import { sent, stages, stateNumber, waiting } from '../rows/states.ts'
import { type ListedTaskRow, listedColumns, toListedTask, withInstance } from '../rows/task.ts'
import { readEndedCounts } from './ended-counts.ts'

/** The instances are checked to be the account's, not each of their tasks: the count then needs the index alone. */
export function pageByInstance(
  connection: Connection,
  accountId: number,
  instanceIds: readonly number[],
  { states, upToInvocation }: Pick<TaskFilter, 'states' | 'upToInvocation'>,
  page: Page,
): Listing<ListedTask> {
  const owned = allOf([equals('account_id', accountId), isAny('id', instanceIds)])
  const instances = connection.all<{ id: number }>(`SELECT id FROM instances WHERE ${owned.text}`, owned.values)
  const ids = instances.map(({ id }) => id)
  // One instance has one task of an invocation, so that its indexes hold the order and nothing is sorted.
  const isOne = ids.length === 1
  const selection = {
    columns: listedColumns,
    from: 'tasks t',
    join: `JOIN invocations i ON i.id = t.invocation_id ${withInstance}`,
    where: [
      isAny('t.instance_id', ids),
      ...restrict({ 't.state': states?.map(stateNumber) }),
      ...atMost('t.invocation_id', upToInvocation),
    ],
    oneOf: stages,
    order: isOne ? 't.id DESC' : 't.invocation_id DESC, t.id',
  }
  const whole = !states && upToInvocation === undefined
  const { total, rows } = readPage<ListedTaskRow>(connection, selection, page, whole ? countWhole(ids) : countRows)
  return { total, items: rows.map(toListedTask) }
}

/** What is open is counted, what has ended is known. */
const countWhole = (instanceIds: readonly number[]) => (connection: Connection, selection: Selection) => {
  const ended = readEndedCounts(connection, instanceIds)
  const open = countRows(connection, { ...selection, oneOf: [waiting, sent] })
  return [...ended.values()].reduce((sum, count) => sum + count, open)
}
