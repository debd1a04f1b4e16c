import type { Listing, Page, Task, TaskFilter, TaskState } from '@muster/core'
import type { Connection, Value } from '../engines/sqlite/connection.ts'
import { allOf, equals, restrict } from '../engines/sqlite/queries.ts'
import { sumOf } from '../rows/counts.ts'
import { stateNumber } from '../rows/states.ts'
import { type TaskRow, taskColumns, toTask } from '../rows/task.ts'

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
): Listing<Task> {
  const { states } = filter
  const { text, values } = allOf([
    equals('account_id', accountId),
    ...restrict({ id: filter.invocationIds, command_id: filter.commandIds }),
  ])
  const matches = states ? sumOf(states) : 'total'
  const ranked = `SELECT id, ${matches} AS matches FROM invocations WHERE ${text} ORDER BY id DESC`
  // Those that are named are few: one look at them gives the total as well.
  const named = filter.invocationIds && connection.all<Ranked>(ranked, values)
  const total = named
    ? named.reduce((sum, invocation) => sum + invocation.matches, 0)
    : sumAll(connection, `SELECT coalesce(sum(${matches}), 0) AS total FROM invocations WHERE ${text}`, values)
  if (page.limit === 0 || page.offset >= total) return { total, items: [] }

  const parts = partsOfPage(named ?? connection.walk<Ranked>(ranked, values), page)
  return { total, items: parts.flatMap((part) => readPart(connection, part, states)) }
}

const sumAll = (connection: Connection, sql: string, values: readonly Value[]): number =>
  connection.get<{ total: number }>(sql, values)?.total ?? 0

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

const from = 'FROM invocations i CROSS JOIN tasks t'

/** The ids of an invocation are contiguous, so that a page is a range. */
const range = `SELECT ${taskColumns} ${from} ON t.id >= i.first_task_id + :skip AND t.id < i.first_task_id + :skip + :take
  WHERE i.id = :id ORDER BY t.id`

const some = `SELECT ${taskColumns} ${from} ON t.id >= i.first_task_id AND t.id < i.first_task_id + i.total
  WHERE i.id = :id AND t.state IN (SELECT value FROM json_each(:states)) ORDER BY t.id LIMIT +:take OFFSET :skip`

function readPart(connection: Connection, part: Part, states: readonly TaskState[] | undefined): readonly Task[] {
  const values = { id: part.id, skip: part.skip, take: part.take }
  const rows = states
    ? connection.all<TaskRow>(some, { ...values, states: JSON.stringify(states.map(stateNumber)) })
    : connection.all<TaskRow>(range, values)
  return rows.map(toTask)
}
