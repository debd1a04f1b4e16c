import type { Connection } from '../engines/sqlite/connection.ts'

export function recordHeartbeats(connection: Connection, { ids, at }: { ids: readonly number[]; at: number }): void {
  connection.run(
    `UPDATE presence SET last_heartbeat_at = max(last_heartbeat_at, :at)
     WHERE instance_id IN (SELECT value FROM json_each(:ids))`,
    { ids: JSON.stringify(ids), at },
  )
}
