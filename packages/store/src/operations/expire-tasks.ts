import { expire, type TaskMove } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { open } from '../rows/states.ts'
import { readTasks } from '../tasks/read-tasks.ts'
import { changeTasks } from '../tasks/write-tasks.ts'

const due = `SELECT id FROM tasks WHERE ${open} AND due_at <= :at ORDER BY due_at LIMIT +:limit`

export function expireTasks(connection: Connection, { at, limit }: { at: number; limit: number }): readonly TaskMove[] {
  const ids = connection.all<{ id: number }>(due, { at, limit }).map(({ id }) => id)
  const tasks = readTasks(connection, ids).map(({ task }) => task)
  return changeTasks(connection, tasks, expire, at)
}
