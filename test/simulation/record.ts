import { isTerminal, type TaskState } from '@muster/core'
import type { Connection } from '../../packages/store/src/engines/sqlite/connection.ts'
import { countColumns } from '../../packages/store/src/rows/counts.ts'
import { stateOf } from '../../packages/store/src/rows/states.ts'
import { readEndedCounts } from '../../packages/store/src/tasks/ended-counts.ts'

/** A task or a firing of one that stays, as the record has it, read past the store. */
export interface RecordedTask {
  readonly id: number
  /** From the second on it is a firing. */
  readonly attempt: number
  /** `standing`: it waits on its host, and what runs are its firings. */
  readonly life: 'once' | 'standing'
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
  attempt: number,
  standing: number,
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

const columns = 'state, cause, exit_code, output_size, output_dropped, due_at'

const query = `
  SELECT t.id, 1, coalesce(i.repeats, 0), invocation_id, instance_id, ${columns}, i.created_at, i.timeout_seconds
    FROM tasks t LEFT JOIN invocations i ON i.id = t.invocation_id
  UNION ALL
  SELECT t.id, f.number + 1, 0, t.invocation_id, t.instance_id, ${columns.replaceAll(/\w+/g, 'f.$&')}, i.created_at,
      i.timeout_seconds
    FROM firings f JOIN tasks t ON t.id = f.task_id JOIN invocations i ON i.id = t.invocation_id`

export const readTasks = (connection: Connection): readonly RecordedTask[] =>
  connection.rows<Row>(query).map(([id, attempt, standing, invocationId, instanceId, state, cause, ...numbers]) => {
    const [exitCode, size, dropped, dueAt, createdAt, timeoutSeconds] = numbers
    const life = standing === 0 ? 'once' : 'standing'
    const rest = { exitCode, size, dropped, dueAt, createdAt, timeoutSeconds }
    return { id, attempt, life, invocationId, instanceId, state: stateOf(state), cause, ...rest }
  })

/** The last epoch of each instance. */
export const readEpochs = (connection: Connection): ReadonlyMap<number, number> =>
  new Map(connection.rows<[number, number]>('SELECT instance_id, epoch FROM presence'))

export const readOutput = (connection: Connection, { id, attempt }: Pick<RecordedTask, 'id' | 'attempt'>): Buffer =>
  Buffer.concat(
    (attempt === 1
      ? connection.rows<[Uint8Array]>('SELECT data FROM task_output WHERE task_id = ? ORDER BY offset', [id])
      : connection.rows<[Uint8Array]>('SELECT output FROM firings WHERE task_id = ? AND number = ?', [id, attempt - 1])
    ).map(([data]) => data),
  )

/** Invocations whose counters are not those of their tasks. */
export function miscounted(connection: Connection, tasks: readonly RecordedTask[]): readonly number[] {
  const names = Object.keys(countColumns) as TaskState[]
  const groups = Map.groupBy(
    tasks.filter(({ attempt }) => attempt === 1),
    (task) => task.invocationId,
  )
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

/** Instances whose count of ended tasks is not that of their tasks. */
export function misremembered(connection: Connection, tasks: readonly RecordedTask[]): readonly number[] {
  const ended = tasks.filter(({ attempt, state }) => attempt === 1 && isTerminal(state))
  const own = Map.groupBy(ended, (task) => task.instanceId)
  const counts = readEndedCounts(connection, [...readEpochs(connection).keys(), ...own.keys()])
  return [...counts].filter(([id, count]) => count !== (own.get(id)?.length ?? 0)).map(([id]) => id)
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
