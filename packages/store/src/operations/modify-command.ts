import type { Naming, SealedDraft } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { draftValues } from '../rows/command.ts'
import { refuseTakenName } from './create-command.ts'

const update = `UPDATE commands SET name = :name, description = :description, type = :type, content = :content,
    timeout_seconds = :timeoutSeconds, working_directory = :workingDirectory, user_name = :userName,
    launcher = :launcher,
    parameters_enabled = :parametersEnabled, parameter_defaults = :parameterDefaults, sealed_defaults = :sealedDefaults,
    bucket_url = :bucketUrl, key_prefix = :keyPrefix, tags = :tags, updated_at = :at
  WHERE id = :id AND account_id = :accountId AND saved = 1 AND updated_at = :readAt`

export function modifyCommand(
  connection: Connection,
  {
    accountId,
    id,
    draft,
    naming,
    readAt,
    at,
  }: { accountId: number; id: number; draft: SealedDraft; naming?: Naming; readAt: number; at: number },
): boolean {
  if (naming !== 'free') refuseTakenName(connection, accountId, draft.name, id)
  return connection.run(update, { ...draftValues(draft), accountId, id, readAt, at }).changes > 0
}
