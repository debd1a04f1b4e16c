import type { Command } from '@muster/core'
import type { CommandTable } from '../schema.ts'
import { toTags } from './json.ts'

export const toCommand = (row: CommandTable): Command => ({
  id: row.id,
  accountId: row.account_id,
  name: row.name,
  description: row.description,
  type: row.type,
  content: row.content,
  timeoutSeconds: row.timeout_seconds,
  workingDirectory: row.working_directory,
  userName: row.user_name,
  parametersEnabled: row.parameters_enabled === 1,
  parameterDefaults: JSON.parse(row.parameter_defaults),
  sealedDefaults: row.sealed_defaults ?? undefined,
  delivery: { bucketUrl: row.bucket_url, keyPrefix: row.key_prefix },
  tags: toTags(row.tags),
  createdBy: row.created_by,
  saved: row.saved === 1,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
