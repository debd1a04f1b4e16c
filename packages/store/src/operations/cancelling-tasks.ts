import type { Connection } from '../engines/sqlite/connection.ts'
import { sent, stateNumber } from '../rows/states.ts'

const query = `SELECT t.id AS taskId, instance_id AS instanceId
  FROM json_each(:ids) d CROSS JOIN tasks t ON t.instance_id = d.value AND ${sent}
  WHERE state = :cancelling ORDER BY t.id`

export function cancellingTasks(
  connection: Connection,
  instanceIds: readonly number[],
): readonly { taskId: number; instanceId: number }[] {
  const rows = connection.all<{ taskId: number; instanceId: number }>(query, {
    ids: JSON.stringify([...new Set(instanceIds)]),
    cancelling: stateNumber('cancelling'),
  })
  return rows.map(({ taskId, instanceId }) => ({ taskId, instanceId }))
}
