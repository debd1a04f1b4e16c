import type { Schedule } from '@muster/core'
import type { ScheduleTable } from '../schema.ts'
import { fromRecord, toRecord, toTags } from './json.ts'

export const toSchedule = (row: ScheduleTable): Schedule => ({
  id: row.id,
  accountId: row.account_id,
  ownerId: row.owner_id ?? undefined,
  name: row.name,
  rule: JSON.parse(row.rule),
  overlap: row.overlap,
  commandId: row.command_id,
  instanceIds: JSON.parse(row.instance_ids),
  userName: row.user_name,
  profile: row.profile,
  parameters: toRecord(row.parameters),
  sealedSecrets: row.sealed_secrets ?? undefined,
  tags: toTags(row.tags),
  enabled: row.enabled === 1,
  nextAt: row.next_at ?? undefined,
  lastInvocationId: row.last_invocation_id ?? undefined,
  revision: row.revision,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

/** What is bound of the part of a schedule that its owner may change. */
export const scheduleValues = (
  schedule: Omit<Schedule, 'id' | 'accountId' | 'lastInvocationId' | 'revision' | 'createdAt' | 'updatedAt'>,
) => ({
  ownerId: schedule.ownerId ?? null,
  name: schedule.name,
  rule: JSON.stringify(schedule.rule),
  overlap: schedule.overlap,
  commandId: schedule.commandId,
  instanceIds: JSON.stringify(schedule.instanceIds),
  userName: schedule.userName,
  profile: schedule.profile,
  parameters: fromRecord(schedule.parameters),
  sealedSecrets: schedule.sealedSecrets ?? null,
  tags: JSON.stringify(schedule.tags),
  enabled: Number(schedule.enabled),
  nextAt: schedule.nextAt ?? null,
})
