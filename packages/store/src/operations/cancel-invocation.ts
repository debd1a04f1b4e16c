import { cancel, type TaskMove } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { open } from '../rows/states.ts'
import { type TaskRow, taskColumns, toTask } from '../rows/task.ts'
import { changeTasks } from '../tasks/write-tasks.ts'

const openTasks = `SELECT ${taskColumns} FROM invocations i
  CROSS JOIN tasks t ON t.id >= i.first_task_id AND t.id < i.first_task_id + i.total
  WHERE i.id = :invocationId AND t.${open}`

const chosen = `${openTasks} AND t.instance_id IN (SELECT value FROM json_each(:instanceIds))`

/** A task that is being cancelled already is asked for again: the first time may have been lost on the way. */
export function cancelInvocation(
  connection: Connection,
  { invocationId, instanceIds, at }: { invocationId: number; instanceIds: readonly number[] | undefined; at: number },
): { ask: readonly number[]; moves: readonly TaskMove[] } {
  const rows = instanceIds
    ? connection.all<TaskRow>(chosen, { invocationId, instanceIds: JSON.stringify(instanceIds) })
    : connection.all<TaskRow>(openTasks, { invocationId })
  const tasks = rows.map(toTask)
  const ask = tasks.filter(({ state }) => state !== 'pending' && state !== 'delayed')
  return { ask: ask.map(({ instanceId }) => instanceId), moves: changeTasks(connection, tasks, cancel, at) }
}
