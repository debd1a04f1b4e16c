import { nextFire, noSchedule, type Schedule, type ScheduleChange, settle } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { scheduleValues, toSchedule } from '../rows/schedule.ts'
import type { ScheduleTable } from '../schema.ts'
import { insertFires } from './record-fires.ts'

const find = 'SELECT * FROM schedules WHERE id = :id AND account_id = :accountId AND deleted_at IS NULL'

const update = `UPDATE schedules SET owner_id = :ownerId, name = :name, rule = :rule, overlap = :overlap, command_id = :commandId,
    instance_ids = :instanceIds, user_name = :userName, profile = :profile, parameters = :parameters,
    sealed_secrets = :sealedSecrets, tags = :tags, enabled = :enabled, next_at = :nextAt, revision = revision + 1,
    updated_at = :at
  WHERE id = :id`

/** Read and written in one transaction, so that no fire comes between: what had passed is settled exactly once. */
export function changeSchedule(
  connection: Connection,
  { accountId, id, change, at }: { accountId: number; id: number; change: ScheduleChange; at: number },
): void {
  const row = connection.get<ScheduleTable>(find, { id, accountId })
  if (!row) throw noSchedule()
  const before = toSchedule(row)
  const after: Schedule = { ...before, ...change }
  if (change.rule === undefined && after.enabled === before.enabled) {
    connection.run(update, { ...scheduleValues(after), id, at })
    return
  }
  insertFires(connection, before, settle(before, at), at)
  connection.run(update, { ...scheduleValues({ ...after, nextAt: nextFire(after.rule, at) }), id, at })
}
