import type { Listing, Page, Task, TaskFilter, TaskState } from '@muster/core'
import { sql } from 'kysely'
import type { Connection } from '../engines/sqlite/connection.ts'
import { queries, restrict } from '../engines/sqlite/queries.ts'
import { sumOf } from '../rows/counts.ts'
import { stateNumber } from '../rows/states.ts'
import { type TaskRow, taskColumns, toTask } from '../rows/task.ts'

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
): Listing<Task> {
  const { states } = filter
  const matches = sql.raw<number>(states ? sumOf(states) : 'total')
  const invocations = queries
    .selectFrom('invocations')
    .where('account_id', '=', accountId)
    .where((is) =>
      is.and(restrict({ 'invocations.id': filter.invocationIds, 'invocations.command_id': filter.commandIds })),
    )
  const counted = connection.list(invocations.select(sql<number>`coalesce(sum(${matches}), 0)`.as('total')).compile())
  const total = counted[0]?.total ?? 0
  if (page.limit === 0 || page.offset >= total) return { total, items: [] }

  const ranked = invocations.select(['id', matches.as('matches')]).orderBy('id', 'desc')
  const parts = partsOfPage(connection.walk(ranked.compile()), page)
  return { total, items: parts.flatMap((part) => readPart(connection, part, states)) }
}

/** Walks from the newest to the end of the page, and no further: an account may have a million invocations. */
function partsOfPage(
  invocations: Iterable<{ readonly id: number; readonly matches: number }>,
  { offset, limit }: Page,
): readonly Part[] {
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

const from = 'FROM invocations i CROSS JOIN tasks t'

/** The ids of an invocation are contiguous, so that a page is a range. */
const range = `SELECT ${taskColumns} ${from} ON t.id >= i.first_task_id + :skip AND t.id < i.first_task_id + :skip + :take
  WHERE i.id = :id ORDER BY t.id`

const some = `SELECT ${taskColumns} ${from} ON t.id >= i.first_task_id AND t.id < i.first_task_id + i.total
  WHERE i.id = :id AND t.state IN (SELECT value FROM json_each(:states)) ORDER BY t.id LIMIT :take OFFSET :skip`

function readPart(connection: Connection, part: Part, states: readonly TaskState[] | undefined): readonly Task[] {
  const values = { id: part.id, skip: part.skip, take: part.take }
  const rows = states
    ? connection.all<TaskRow>(some, { ...values, states: JSON.stringify(states.map(stateNumber)) })
    : connection.all<TaskRow>(range, values)
  return rows.map(toTask)
}
