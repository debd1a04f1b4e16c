import type { DeliveryChange } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'

const update = `UPDATE deliveries SET state = :state, attempts = :attempts, url = :url, error = :error, due_at = :dueAt,
  started_at = :startedAt, ended_at = :endedAt WHERE task_id = :taskId`

export function recordDelivery(connection: Connection, change: DeliveryChange): void {
  const { taskId, state, attempts, url, error, dueAt, startedAt = null, endedAt = null } = change
  connection.run(update, { taskId, state, attempts, url, error, dueAt, startedAt, endedAt })
}
