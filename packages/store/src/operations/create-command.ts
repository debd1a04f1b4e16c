import { MusterError, type SealedDraft } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'

export function createCommand(
  connection: Connection,
  { accountId, draft, at }: { accountId: number; draft: SealedDraft; at: number },
): { id: number } {
  return { id: insertCommand(connection, { accountId, draft, saved: true, at }) }
}

export function insertCommand(
  connection: Connection,
  { accountId, draft, saved, at }: { accountId: number; draft: SealedDraft; saved: boolean; at: number },
): number {
  const { changes, lastId } = connection.run(
    `INSERT INTO commands (account_id, name, description, type, timeout_seconds, working_directory, user_name,
       parameters_enabled, parameter_defaults, sealed_defaults, bucket_url, key_prefix, tags, created_by, saved, created_at, updated_at,
       content)
     VALUES (:accountId, :name, :description, :type, :timeoutSeconds, :workingDirectory, :userName,
       :parametersEnabled, :parameterDefaults, :sealedDefaults, :bucketUrl, :keyPrefix, :tags, 'user', :saved, :at, :at,
       :content)
     ON CONFLICT DO NOTHING`,
    {
      accountId,
      name: draft.name,
      description: draft.description,
      type: draft.type,
      content: draft.content,
      timeoutSeconds: draft.timeoutSeconds,
      workingDirectory: draft.workingDirectory,
      userName: draft.userName,
      parametersEnabled: Number(draft.parametersEnabled),
      parameterDefaults: JSON.stringify(draft.parameterDefaults),
      sealedDefaults: draft.sealedDefaults ?? null,
      bucketUrl: draft.delivery.bucketUrl,
      keyPrefix: draft.delivery.keyPrefix,
      tags: JSON.stringify(draft.tags),
      saved: Number(saved),
      at,
    },
  )
  if (changes === 0)
    throw new MusterError('CommandNameTaken', `A command named ${draft.name} exists already. Choose another name.`)
  return lastId
}
