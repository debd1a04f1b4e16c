import type { Connection } from '../engines/sqlite/connection.ts'

const query = 'SELECT min(next_at) AS at FROM schedules WHERE enabled = 1 AND deleted_at IS NULL'

/** One step into an index: cheap enough to ask every second. */
export function nextFireTime(connection: Connection): number | undefined {
  return connection.get<{ at: number | null }>(query)?.at ?? undefined
}
