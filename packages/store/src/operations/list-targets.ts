import type { InstanceFilter, Target } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { allOf } from '../engines/sqlite/queries.ts'
import { instancesWithPresence, ofInstances } from '../instances/matching.ts'
import type { InstanceRow } from '../rows/instance.ts'

type TargetRow = Pick<InstanceRow, 'id' | 'kind' | 'name' | 'platform' | 'online' | 'last_heartbeat_at'>

const columns = 'i.id, i.kind, i.name, i.platform, p.online, p.last_heartbeat_at'

/** Few columns, no page and no count: for 10,000 instances 20 ms, where their listing takes 55. */
export function listTargets(connection: Connection, accountId: number, filter: InstanceFilter): readonly Target[] {
  const { text, values } = allOf(ofInstances(accountId, filter))
  const query = `SELECT ${columns} FROM ${instancesWithPresence} WHERE ${text} ORDER BY i.id`
  return connection.all<TargetRow>(query, values).map((row) => ({
    id: row.id,
    kind: row.kind,
    name: row.name,
    platform: row.platform,
    online: row.online === 1,
    lastHeartbeatAt: row.last_heartbeat_at,
  }))
}
