import { type Claim, limits, startedMs, withhold } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { stateNumber, stateOf, waiting } from '../rows/states.ts'
import { findBarred } from '../tasks/barred.ts'
import { countMoves } from '../tasks/count-moves.ts'
import { type SentRow, sentColumns, toAssignments } from '../tasks/read-assignments.ts'
import { readTasks } from '../tasks/read-tasks.ts'
import { changeTasks } from '../tasks/write-tasks.ts'

/**
 * The oldest of each instance. LIMIT cannot name a column, so instances are grouped by their limit, which is nearly
 * always the same; a window function would number the whole backlog of an instance for each claim.
 */
const oldest = `SELECT ${sentColumns} FROM json_each(:instanceIds) d CROSS JOIN tasks t ON t.id IN (
    SELECT w.id FROM tasks w WHERE w.instance_id = d.value AND w.${waiting} AND w.due_at > :at ORDER BY w.id LIMIT +:limit)`

/** The deadline of core's `sentDeadline`, in SQL. */
const deliver = `UPDATE tasks SET state = :delivering, updated_at = :at, due_at = max(tasks.due_at, :at + :deliveryMs)
    + :graceMs + 1000 * (SELECT timeout_seconds FROM invocations i WHERE i.id = tasks.invocation_id)
  WHERE id IN (SELECT value FROM json_each(:ids)) RETURNING id, due_at`

const graceMs = startedMs(0)

export function claimTasks(
  connection: Connection,
  { instances, at }: { instances: readonly { id: number; limit: number }[]; at: number },
): Claim {
  const byLimit = Map.groupBy(instances, ({ limit }) => limit)
  const found = [...byLimit].flatMap(([limit, group]) => {
    const ids = [...new Set(group.map(({ id }) => id))]
    return connection.all<SentRow>(oldest, { instanceIds: JSON.stringify(ids), at, limit })
  })
  if (found.length === 0) return { assignments: [], withheld: [] }
  const rows = found.sort((a, b) => a.id - b.id)
  const barred = findBarred(
    connection,
    rows.map((row) => row.invocation_id),
    at,
  )
  return {
    assignments: send(
      connection,
      rows.filter((row) => !barred.has(row.invocation_id)),
      at,
    ),
    withheld: end(
      connection,
      rows.filter((row) => barred.has(row.invocation_id)),
      barred,
      at,
    ),
  }
}

function send(connection: Connection, rows: readonly SentRow[], at: number): Claim['assignments'] {
  if (rows.length === 0) return []
  const delivering = stateNumber('delivering')
  const ids = JSON.stringify(rows.map(({ id }) => id))
  const { deliveryMs } = limits
  const sentRows = connection.all<{ id: number; due_at: number }>(deliver, { delivering, deliveryMs, graceMs, at, ids })
  const dueAt = new Map(sentRows.map((row) => [row.id, row.due_at]))
  const moves = rows.map((row) => ({
    invocationId: row.invocation_id,
    from: stateOf(row.state),
    to: 'delivering' as const,
  }))
  countMoves(connection, moves, new Set(), at)
  const sent = rows.map((row) => ({ ...row, state: delivering, due_at: dueAt.get(row.id) ?? row.due_at }))
  return toAssignments(connection, sent)
}

function end(
  connection: Connection,
  rows: readonly SentRow[],
  barred: ReadonlyMap<number, string>,
  at: number,
): Claim['withheld'] {
  if (rows.length === 0) return []
  const tasks = readTasks(
    connection,
    rows.map(({ id }) => id),
  )
  const causeOf = ({ invocationId }: { readonly invocationId: number }) => barred.get(invocationId) ?? ''
  return changeTasks(
    connection,
    tasks.map(({ task }) => task),
    withhold(causeOf),
    at,
  )
}
