import type { Connection } from '../engines/sqlite/connection.ts'

export function disconnectInstances(connection: Connection, { ids }: { ids: readonly number[] | 'all' }): void {
  if (ids === 'all') {
    connection.run('UPDATE presence SET online = 0 WHERE online = 1')
    return
  }
  connection.run('UPDATE presence SET online = 0 WHERE instance_id IN (SELECT value FROM json_each(:ids))', {
    ids: JSON.stringify(ids),
  })
}
