import type { Fire, FireFilter, Listing, Page } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { type Condition, equals, isAny, readPage } from '../engines/sqlite/queries.ts'
import type { FireTable } from '../schema.ts'

const minuteMs = 60_000

const toFire = (row: FireTable): Fire => ({
  id: row.id,
  accountId: row.account_id,
  scheduleId: row.schedule_id,
  dueAt: row.due_at,
  until: row.until_at ?? undefined,
  decision: row.decision,
  reason: row.reason,
  invocationId: row.invocation_id ?? undefined,
  decidedAt: row.decided_at,
})

/** A span says something of all times in it; a single fire of the minute that begins with it. */
const covers = (at: number): Condition => ({
  text: `due_at <= ? AND coalesce(until_at, due_at + ${minuteMs}) > ?`,
  values: [at, at],
})

export function listFires(
  connection: Connection,
  accountId: number,
  { scheduleIds, at }: FireFilter,
  page: Page,
): Listing<Fire> {
  const where = [
    // The plus keeps SQLite from walking all fires of the account for those of one schedule: 0.1 ms, not 1400.
    equals(scheduleIds ? '+account_id' : 'account_id', accountId),
    // The index of one schedule holds the order, and its length the number: nothing is sorted.
    ...(scheduleIds ? [isAny('schedule_id', scheduleIds)] : []),
    ...(at === undefined ? [] : [covers(at)]),
  ]
  const { total, rows } = readPage<FireTable>(
    connection,
    { columns: '*', from: 'fires', where, order: 'id DESC' },
    page,
  )
  return { total, items: rows.map(toFire) }
}
