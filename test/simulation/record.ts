import type { TaskState } from '@muster/core'
import type { Connection } from '../../packages/store/src/engines/sqlite/connection.ts'
import { countColumns } from '../../packages/store/src/rows/counts.ts'
import { stateOf } from '../../packages/store/src/rows/states.ts'

/** A task as the record has it, read past the store. */
export interface RecordedTask {
  readonly id: number
  readonly invocationId: number
  readonly instanceId: number
  readonly state: TaskState
  readonly cause: string
  readonly exitCode: number | null
  readonly size: number
  readonly dropped: number
  readonly dueAt: number
  readonly createdAt: number
  readonly timeoutSeconds: number
}

type Row = [
  id: number,
  invocationId: number,
  instanceId: number,
  state: number,
  cause: string,
  exitCode: number | null,
  size: number,
  dropped: number,
  dueAt: number,
  createdAt: number,
  timeoutSeconds: number,
]

const query = `SELECT t.id, invocation_id, instance_id, state, cause, exit_code, output_size, output_dropped, due_at,
    i.created_at, i.timeout_seconds
  FROM tasks t LEFT JOIN invocations i ON i.id = t.invocation_id`

export const readTasks = (connection: Connection): readonly RecordedTask[] =>
  connection.rows<Row>(query).map(([id, invocationId, instanceId, state, cause, exitCode, size, dropped, ...times]) => {
    const [dueAt, createdAt, timeoutSeconds] = times
    const numbers = { exitCode, size, dropped, dueAt, createdAt, timeoutSeconds }
    return { id, invocationId, instanceId, state: stateOf(state), cause, ...numbers }
  })

/** The last epoch of each instance. */
export const readEpochs = (connection: Connection): ReadonlyMap<number, number> =>
  new Map(connection.rows<[number, number]>('SELECT instance_id, epoch FROM presence'))

export const readOutput = (connection: Connection, taskId: number): Buffer =>
  Buffer.concat(
    connection
      .rows<[Uint8Array]>('SELECT data FROM task_output WHERE task_id = ? ORDER BY offset', [taskId])
      .map(([data]) => data),
  )

/** Invocations whose counters are not those of their tasks. */
export function miscounted(connection: Connection, tasks: readonly RecordedTask[]): readonly number[] {
  const names = Object.keys(countColumns) as TaskState[]
  const groups = Map.groupBy(tasks, (task) => task.invocationId)
  const rows = connection.rows<[number, number, ...number[]]>(
    `SELECT id, total, ${names.map((name) => countColumns[name]).join(', ')} FROM invocations`,
  )
  return rows
    .filter(([id, total, ...counts]) => {
      const own = groups.get(id) ?? []
      return own.length !== total || names.some((name, at) => own.filter((t) => t.state === name).length !== counts[at])
    })
    .map(([id]) => id)
}

/** Fire times of a schedule on which something was decided twice, and invocations of schedules that no fire tells of. */
export function wrongFires(connection: Connection): readonly string[] {
  const twice = connection.all<{ name: string }>(
    `SELECT schedule_id || ' at ' || due_at AS name FROM fires GROUP BY schedule_id, due_at HAVING count(*) > 1`,
  )
  const untold = connection.all<{ name: string }>(
    `SELECT 'invocation ' || id AS name FROM invocations WHERE source = 'schedule'
       AND (SELECT count(*) FROM fires WHERE invocation_id = invocations.id) <> 1`,
  )
  return [...twice, ...untold].map(({ name }) => name)
}

export const auditedRequests = (connection: Connection): ReadonlySet<string> =>
  new Set(connection.rows<[string]>('SELECT request_id FROM audit_lines').map(([id]) => id))
