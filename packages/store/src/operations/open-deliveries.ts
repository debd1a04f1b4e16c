import { isTerminal } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { readTasks } from '../tasks/read-tasks.ts'

export const openDeliveries = (
  connection: Connection,
  taskIds: readonly number[],
): readonly { taskId: number; instanceId: number }[] =>
  readTasks(connection, taskIds)
    .filter(({ task }) => task.delivers && !isTerminal(task.state))
    .map(({ task }) => ({ taskId: task.id, instanceId: task.instanceId }))
