import type { Instance } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { type InstanceRow, toInstance } from '../rows/instance.ts'

export function findInstance(connection: Connection, id: number): (Instance & { readonly epoch: number }) | undefined {
  const row = connection.get<InstanceRow>(
    `SELECT i.*, p.online, p.epoch, p.last_heartbeat_at FROM instances i JOIN presence p ON p.instance_id = i.id
     WHERE i.id = :id`,
    { id },
  )
  return row && { ...toInstance(row), epoch: row.epoch }
}
