import type { Invocation } from '@muster/core'
import type { InvocationTable, ScriptTable } from '../schema.ts'
import { toCounts } from './counts.ts'
import { toFile, toRecord, toRepeat, toRuntime, toTags } from './json.ts'

export type InvocationRow = InvocationTable & Omit<ScriptTable, 'invocation_id'>

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
  execution: {
    type: row.type,
    content: row.content,
    timeoutSeconds: row.timeout_seconds,
    workingDirectory: row.working_directory,
    userName: row.user_name,
    profile: row.profile,
    termination: row.termination,
    output: row.output_mode,
    delivery: { bucketUrl: row.bucket_url, keyPrefix: row.key_prefix },
    repeat: toRepeat(row.repeat),
    ...toRuntime(row.runtime),
    ...toFile(row.file),
  },
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
