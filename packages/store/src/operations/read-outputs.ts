import type { Connection } from '../engines/sqlite/connection.ts'

const query = `SELECT o.task_id, o.data FROM json_each(:ids) d CROSS JOIN task_output o ON o.task_id = d.value
  ORDER BY o.task_id, o.offset`

export function readOutputs(connection: Connection, taskIds: readonly number[]): readonly Uint8Array[] {
  const ids = JSON.stringify([...new Set(taskIds)])
  const chunks = connection.all<{ task_id: number; data: Uint8Array }>(query, { ids })
  const byTask = Map.groupBy(chunks, (chunk) => chunk.task_id)
  return taskIds.map((id) => Buffer.concat((byTask.get(id) ?? []).map(({ data }) => data)))
}
