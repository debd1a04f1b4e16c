import type { Instance, InstanceFilter, Listing, Page } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { equals, flags, hasTags, readPage, restrict } from '../engines/sqlite/queries.ts'
import { type InstanceRow, toInstance } from '../rows/instance.ts'

export function listInstances(
  connection: Connection,
  accountId: number,
  filter: InstanceFilter,
  page: Page,
): Listing<Instance> {
  const where = [
    equals('i.account_id', accountId),
    ...restrict({
      'i.id': filter.ids,
      'i.name': filter.names,
      'i.kind': filter.kinds,
      'p.online': flags(filter.online),
      'i.platform': filter.platforms,
      'i.local_ip': filter.localIps,
      'i.register_code_id': filter.registerCodeIds,
    }),
    ...hasTags('i.tags', filter.tags),
  ]
  const selection = {
    columns: 'i.*, p.online, p.epoch, p.last_heartbeat_at',
    from: 'instances i JOIN presence p ON p.instance_id = i.id',
    where,
    order: 'i.id DESC',
  }
  const { total, rows } = readPage<InstanceRow>(connection, selection, page)
  return { total, items: rows.map(toInstance) }
}
