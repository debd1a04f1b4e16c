import type { Instance, InstanceFilter, Listing, Page } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { flags, hasTags, queries, readPage, restrict } from '../engines/sqlite/queries.ts'
import { toInstance } from '../rows/instance.ts'

export function listInstances(
  connection: Connection,
  accountId: number,
  filter: InstanceFilter,
  page: Page,
): Listing<Instance> {
  const conditions = [
    ...restrict({
      'instances.id': filter.ids,
      'instances.name': filter.names,
      'instances.kind': filter.kinds,
      'presence.online': flags(filter.online),
      'instances.platform': filter.platforms,
      'instances.local_ip': filter.localIps,
      'instances.register_code_id': filter.registerCodeIds,
    }),
    ...hasTags('instances.tags', filter.tags),
  ]
  const matching = queries
    .selectFrom('instances')
    .innerJoin('presence', 'presence.instance_id', 'instances.id')
    .where('instances.account_id', '=', accountId)
    .where((is) => is.and(conditions))
  const selected = matching
    .selectAll('instances')
    .select(['presence.online', 'presence.epoch', 'presence.last_heartbeat_at'])
    .orderBy('instances.id', 'desc')
  const { total, rows } = readPage(connection, matching, selected, page)
  return { total, items: rows.map(toInstance) }
}
