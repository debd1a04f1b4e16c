import type { Listing, Page, Schedule, ScheduleFilter } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { equals, readPage, restrict } from '../engines/sqlite/queries.ts'
import { toSchedule } from '../rows/schedule.ts'
import type { ScheduleTable } from '../schema.ts'

const notDeleted = { text: 'deleted_at IS NULL', values: [] }

export function listSchedules(
  connection: Connection,
  accountId: number,
  filter: ScheduleFilter,
  page: Page,
): Listing<Schedule> {
  const where = [
    equals('account_id', accountId),
    notDeleted,
    ...restrict({ id: filter.ids, command_id: filter.commandIds, name: filter.names }),
  ]
  const selection = { columns: '*', from: 'schedules', where, order: 'id DESC' }
  const { total, rows } = readPage<ScheduleTable>(connection, selection, page)
  return { total, items: rows.map(toSchedule) }
}
