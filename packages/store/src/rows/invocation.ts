import type { Invocation } from '@muster/core'
import { toCounts } from './counts.ts'
import { type InvocationRow, toExecution } from './execution.ts'
import { toRecord, toTags } from './json.ts'

export const toInvocation = (row: InvocationRow): Invocation => ({
  id: row.id,
  accountId: row.account_id,
  userId: row.user_id ?? undefined,
  commandId: row.command_id,
  commandName: row.command_name,
  description: row.description,
  source: row.source,
  tags: toTags(row.tags),
  instanceKind: row.instance_kind,
  execution: toExecution(row),
  parameters: toRecord(row.parameters),
  defaultParameters: toRecord(row.default_parameters),
  sealedSecrets: row.sealed_secrets ?? undefined,
  firstTaskId: row.first_task_id,
  total: row.total,
  counts: toCounts(row),
  startedAt: row.started_at ?? undefined,
  endedAt: row.ended_at ?? undefined,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
