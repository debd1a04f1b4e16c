import type { TaskLife } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { stateOf } from '../rows/states.ts'

/** A task and what its invocation says of it. */
export interface HeldTask {
  readonly task: TaskLife
  readonly timeoutSeconds: number
}

type Row = [
  id: number,
  invocationId: number,
  instanceId: number,
  state: number,
  cause: string,
  exitCode: number | null,
  outputSize: number,
  outputDropped: number,
  startedAt: number | null,
  endedAt: number | null,
  dueAt: number,
  timeoutSeconds: number,
  delivers: number,
]

/** Seconds, a hundred years: what stays on its host runs until it is stopped. */
const lasting = 3_155_760_000

/** CROSS JOIN holds the order: the ids lead, then two look-ups by primary key for each. */
const byIds = `SELECT t.id, t.invocation_id, t.instance_id, t.state, t.cause, t.exit_code, t.output_size,
    t.output_dropped, t.started_at, t.ended_at, t.due_at, iif(i.repeats, ${lasting}, i.timeout_seconds),
    i.bucket_url <> ''
  FROM json_each(:ids) d CROSS JOIN tasks t ON t.id = d.value CROSS JOIN invocations i ON i.id = t.invocation_id`

export const readTasks = (connection: Connection, ids: readonly number[]): readonly HeldTask[] =>
  connection.rows<Row>(byIds, { ids: JSON.stringify(ids) }).map(toHeld)

function toHeld(row: Row): HeldTask {
  const [
    id,
    invocationId,
    instanceId,
    state,
    cause,
    exitCode,
    outputSize,
    outputDropped,
    startedAt,
    endedAt,
    dueAt,
    timeoutSeconds,
    delivers,
  ] = row
  return {
    task: {
      id,
      invocationId,
      instanceId,
      state: stateOf(state),
      cause,
      exitCode: exitCode ?? undefined,
      delivers: delivers === 1,
      outputSize,
      outputDropped,
      startedAt: startedAt ?? undefined,
      endedAt: endedAt ?? undefined,
      dueAt,
    },
    timeoutSeconds,
  }
}
