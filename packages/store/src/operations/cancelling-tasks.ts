import type { TaskMove } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { sent, stateNumber } from '../rows/states.ts'

type TaskPlace = Omit<TaskMove, 'from' | 'to'>

const query = `SELECT t.id AS taskId, instance_id AS instanceId, invocation_id AS invocationId
  FROM json_each(:ids) d CROSS JOIN tasks t ON t.instance_id = d.value AND ${sent}
  WHERE state = :cancelling ORDER BY t.id`

export function cancellingTasks(connection: Connection, instanceIds: readonly number[]): readonly TaskPlace[] {
  return connection.all(query, {
    ids: JSON.stringify([...new Set(instanceIds)]),
    cancelling: stateNumber('cancelling'),
  })
}
