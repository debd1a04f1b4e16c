import type { Firing, FiringKey, Listing, Page } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { isAny, readPage } from '../engines/sqlite/queries.ts'
import { stateOf } from '../rows/states.ts'
import type { FiringTable } from '../schema.ts'

type Row = Omit<FiringTable, 'output'> & { readonly invocation_id: number; readonly instance_id: number }

const columns = `f.task_id, f.number, f.state, f.cause, f.exit_code, f.output_size, f.output_dropped, f.started_at,
  f.ended_at, f.due_at, f.updated_at, t.invocation_id, t.instance_id`

/** Of these tasks, the newest firings of each task first. */
export function listFirings(connection: Connection, taskIds: readonly number[], page: Page): Listing<Firing> {
  const { total, rows } = readPage<Row>(
    connection,
    {
      columns,
      from: 'firings f',
      join: 'JOIN tasks t ON t.id = f.task_id',
      where: [isAny('f.task_id', taskIds)],
      order: 'f.task_id, f.number DESC',
    },
    page,
  )
  return { total, items: rows.map(toFiring) }
}

const last = `SELECT ${columns} FROM json_each(?) d
  CROSS JOIN firings f ON f.task_id = d.value AND f.number = (SELECT max(number) FROM firings WHERE task_id = d.value)
  JOIN tasks t ON t.id = f.task_id`

/** The newest firing of each of these tasks that has fired. */
export const lastFirings = (connection: Connection, taskIds: readonly number[]): ReadonlyMap<number, Firing> =>
  new Map(connection.all<Row>(last, [JSON.stringify(taskIds)]).map((row) => [row.task_id, toFiring(row)]))

const toFiring = (row: Row): Firing => ({
  taskId: row.task_id,
  number: row.number,
  invocationId: row.invocation_id,
  instanceId: row.instance_id,
  state: stateOf(row.state),
  cause: row.cause,
  exitCode: row.exit_code ?? undefined,
  outputSize: row.output_size,
  outputDropped: row.output_dropped,
  startedAt: row.started_at ?? undefined,
  endedAt: row.ended_at ?? undefined,
  updatedAt: row.updated_at,
})

const outputs = `SELECT f.output FROM json_each(:keys) d LEFT JOIN firings f
  ON f.task_id = d.value ->> 0 AND f.number = d.value ->> 1 ORDER BY d.key`

/** The kept output of each firing, in the order of the keys; empty where there is none. */
export const readFiringOutputs = (connection: Connection, keys: readonly FiringKey[]): readonly Uint8Array[] =>
  connection
    .rows<[Uint8Array | null]>(outputs, { keys: JSON.stringify(keys.map(({ taskId, number }) => [taskId, number])) })
    .map(([output]) => output ?? new Uint8Array())
