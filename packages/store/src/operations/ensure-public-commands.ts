import { publicAccount, type SealedDraft } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { draftValues } from '../rows/command.ts'
import { writeCommand } from './create-command.ts'

const update = `UPDATE commands SET description = :description, type = :type, content = :content,
    timeout_seconds = :timeoutSeconds, parameters_enabled = :parametersEnabled, parameter_defaults = :parameterDefaults,
    scenes = :scenes,
    updated_at = iif(content = :content AND parameter_defaults = :parameterDefaults, updated_at, :at)
  WHERE account_id = :accountId AND name = :name AND saved = 1`

/** One that left the library stays, unlisted, for what it has run. */
export function ensurePublicCommands(
  connection: Connection,
  { commands, at }: { commands: readonly { draft: SealedDraft; scenes: readonly number[] }[]; at: number },
): void {
  const accountId = publicAccount
  for (const { draft, scenes } of commands) {
    const { description, type, content, timeoutSeconds, parametersEnabled, parameterDefaults, name } =
      draftValues(draft)
    const values = { description, type, content, timeoutSeconds, parametersEnabled, parameterDefaults, name }
    const { changes } = connection.run(update, { ...values, scenes: JSON.stringify(scenes), accountId, at })
    if (changes === 0) writeCommand(connection, { accountId, draft, at, createdBy: 'muster', scenes })
  }
  connection.run(
    `UPDATE commands SET saved = 0, updated_at = :at
     WHERE account_id = :accountId AND saved = 1 AND name NOT IN (SELECT value FROM json_each(:names))`,
    { accountId, at, names: JSON.stringify(commands.map(({ draft }) => draft.name)) },
  )
}
