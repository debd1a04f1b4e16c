import type { ListedTask, Listing, Page, TaskFilter, TaskState } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { allOf, atMost, equals, flags, hasTags, readPage, restrict } from '../engines/sqlite/queries.ts'
import { ofCommands } from '../rows/command-ids.ts'
import { sumOf } from '../rows/counts.ts'
import { stateNumber } from '../rows/states.ts'
import { type ListedTaskRow, listedColumns, toListedTask, withInstance } from '../rows/task.ts'

/** An invocation, and how many of its tasks match. */
interface Ranked {
  readonly id: number
  readonly matches: number
}

/** A part of the page: `take` tasks of one invocation, after the first `skip` of those that match. */
interface Part {
  readonly id: number
  readonly skip: number
  readonly take: number
}

export function pageByInvocation(
  connection: Connection,
  accountId: number,
  filter: TaskFilter,
  page: Page,
): Listing<ListedTask> {
  const { states } = filter
  const where = [
    equals('i.account_id', accountId),
    ...restrict({
      'i.id': filter.invocationIds,
      'i.sends_file': flags(filter.sendsFile),
    }),
    ...ofCommands(filter.commandIds),
    ...atMost('i.id', filter.upToInvocation),
    ...hasTags('i.tags', filter.invocationTags),
  ]
  const matches = states ? sumOf(states) : 'i.total'
  const whole = {
    columns: listedColumns,
    count: `coalesce(sum(${matches}), 0)`,
    from: 'invocations i',
    join: `${ownTasks} ${withInstance}`,
    where,
    order: 'i.id DESC, t.id',
  }
  if (page.offset === 0 && !states) {
    const { total, rows } = readPage<ListedTaskRow>(connection, whole, page)
    return { total, items: rows.map(toListedTask) }
  }
  const { total } = readPage(connection, whole, { offset: 0, limit: 0 })
  if (page.limit === 0 || page.offset >= total) return { total, items: [] }

  const { text, values } = allOf(where)
  const ranked = `SELECT i.id, ${matches} AS matches FROM invocations i WHERE ${text} ORDER BY i.id DESC`
  const parts = partsOfPage(connection.walk<Ranked>(ranked, values), page)
  return { total, items: parts.flatMap((part) => readPart(connection, part, states)) }
}

/** Walks from the newest to the end of the page, and no further: an account may have a million invocations. */
function partsOfPage(invocations: Iterable<Ranked>, { offset, limit }: Page): readonly Part[] {
  const parts: Part[] = []
  let before = 0
  for (const { id, matches } of invocations) {
    const skip = Math.max(0, offset - before)
    const take = Math.min(matches, offset + limit - before) - skip
    if (take > 0) parts.push({ id, skip, take })
    before += matches
    if (before >= offset + limit) break
  }
  return parts
}

/** The ids of an invocation are contiguous, so that its tasks, and a page of them, are a range. */
const ownTasks = 'CROSS JOIN tasks t ON t.id >= i.first_task_id AND t.id < i.first_task_id + i.total'

const range = `SELECT ${listedColumns} FROM invocations i
  CROSS JOIN tasks t ON t.id >= i.first_task_id + :skip AND t.id < i.first_task_id + :skip + :take ${withInstance}
  WHERE i.id = :id ORDER BY t.id`

const some = `SELECT ${listedColumns} FROM invocations i ${ownTasks} ${withInstance}
  WHERE i.id = :id AND t.state IN (SELECT value FROM json_each(:states)) ORDER BY t.id LIMIT +:take OFFSET :skip`

function readPart(connection: Connection, part: Part, states: readonly TaskState[] | undefined): readonly ListedTask[] {
  const values = { id: part.id, skip: part.skip, take: part.take }
  const rows = states
    ? connection.all<ListedTaskRow>(some, { ...values, states: JSON.stringify(states.map(stateNumber)) })
    : connection.all<ListedTaskRow>(range, values)
  return rows.map(toListedTask)
}
