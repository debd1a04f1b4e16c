import type { NewSchedule } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { scheduleValues } from '../rows/schedule.ts'
import { refuseBeyondQuota } from './count-holdings.ts'

const insert = `INSERT INTO schedules (account_id, owner_id, name, rule, overlap, command_id, instance_ids, user_name, profile,
    parameters, sealed_secrets, tags, enabled, next_at, revision, created_at, updated_at)
  VALUES (:accountId, :ownerId, :name, :rule, :overlap, :commandId, :instanceIds, :userName, :profile,
    :parameters, :sealedSecrets, :tags, :enabled, :nextAt, 1, :at, :at)`

export function createSchedule(connection: Connection, schedule: NewSchedule): { id: number } {
  refuseBeyondQuota(connection, schedule.accountId, 'schedules')
  const { lastId } = connection.run(insert, {
    ...scheduleValues(schedule),
    accountId: schedule.accountId,
    at: schedule.createdAt,
  })
  return { id: lastId }
}
