import type { Instance, InstanceFilter, Listing, Page } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { readPage } from '../engines/sqlite/queries.ts'
import { instancesWithPresence, ofInstances } from '../instances/matching.ts'
import { type InstanceRow, toInstance } from '../rows/instance.ts'

export function listInstances(
  connection: Connection,
  accountId: number,
  filter: InstanceFilter,
  page: Page,
): Listing<Instance> {
  const selection = {
    columns: 'i.*, p.online, p.epoch, p.last_heartbeat_at',
    from: instancesWithPresence,
    where: ofInstances(accountId, filter),
    order: 'i.id DESC',
  }
  const { total, rows } = readPage<InstanceRow>(connection, selection, page)
  return { total, items: rows.map(toInstance) }
}
