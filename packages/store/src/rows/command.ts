import type { Command, SealedDraft } from '@muster/core'
import type { CommandTable } from '../schema.ts'
import { toTags } from './json.ts'

const none: readonly number[] = []

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
  ...(row.launcher && { launcher: row.launcher }),
  parametersEnabled: row.parameters_enabled === 1,
  parameterDefaults: JSON.parse(row.parameter_defaults),
  sealedDefaults: row.sealed_defaults ?? undefined,
  delivery: { bucketUrl: row.bucket_url, keyPrefix: row.key_prefix },
  tags: toTags(row.tags),
  createdBy: row.created_by,
  scenes: row.scenes === '[]' ? none : JSON.parse(row.scenes),
  saved: row.saved === 1,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

/** What is bound of a draft, and nothing else that may come with it. */
export const draftValues = (draft: SealedDraft) => ({
  name: draft.name,
  description: draft.description,
  type: draft.type,
  content: draft.content,
  timeoutSeconds: draft.timeoutSeconds,
  workingDirectory: draft.workingDirectory,
  userName: draft.userName,
  launcher: draft.launcher ?? '',
  parametersEnabled: Number(draft.parametersEnabled),
  parameterDefaults: JSON.stringify(draft.parameterDefaults),
  sealedDefaults: draft.sealedDefaults ?? null,
  bucketUrl: draft.delivery.bucketUrl,
  keyPrefix: draft.delivery.keyPrefix,
  tags: JSON.stringify(draft.tags),
})
