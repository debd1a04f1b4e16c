import type { Connection } from '../engines/sqlite/connection.ts'

/** `size`: what a task shows of it, which is less by a character that the bound of the record would cut. */
const query = `SELECT o.task_id, t.output_size AS size, o.data FROM json_each(:ids) d
  CROSS JOIN tasks t ON t.id = d.value CROSS JOIN task_output o ON o.task_id = t.id ORDER BY o.task_id, o.offset`

export function readOutputs(connection: Connection, taskIds: readonly number[]): readonly Uint8Array[] {
  const ids = JSON.stringify([...new Set(taskIds)])
  const chunks = connection.all<{ task_id: number; size: number; data: Uint8Array }>(query, { ids })
  const byTask = Map.groupBy(chunks, (chunk) => chunk.task_id)
  return taskIds.map((id) => {
    const [first, ...rest] = byTask.get(id) ?? []
    return Buffer.concat([first, ...rest].flatMap((chunk) => (chunk ? [chunk.data] : []))).subarray(0, first?.size)
  })
}

export const readHead = (connection: Connection, taskId: number): Uint8Array =>
  Buffer.concat(
    connection
      .all<{ data: Uint8Array }>('SELECT data FROM task_output WHERE task_id = :taskId ORDER BY offset', { taskId })
      .map(({ data }) => data),
  )
