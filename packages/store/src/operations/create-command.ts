import { type Command, MusterError, type SealedDraft } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { draftValues } from '../rows/command.ts'
import { refuseBeyondQuota } from './count-holdings.ts'

export function createCommand(
  connection: Connection,
  { accountId, draft, at }: { accountId: number; draft: SealedDraft; at: number },
): { id: number } {
  return { id: insertCommand(connection, { accountId, draft, saved: true, at }) }
}

interface NewCommand {
  readonly accountId: number
  readonly draft: SealedDraft
  readonly saved: boolean
  readonly at: number
}

/** One that is saved takes a name and a place of the account's quota. */
export function insertCommand(connection: Connection, command: NewCommand): number {
  const { accountId, draft, saved } = command
  if (saved) {
    refuseTakenName(connection, accountId, draft.name)
    refuseBeyondQuota(connection, accountId, 'commands')
  }
  return writeCommand(connection, { ...command, createdBy: 'user', scenes: [] })
}

export function writeCommand(
  connection: Connection,
  { accountId, draft, saved, at, createdBy, scenes }: NewCommand & Pick<Command, 'createdBy' | 'scenes'>,
): number {
  return connection.run(
    `INSERT INTO commands (account_id, name, description, type, timeout_seconds, working_directory, user_name,
       parameters_enabled, parameter_defaults, sealed_defaults, bucket_url, key_prefix, tags, created_by, scenes, saved,
       created_at, updated_at, content)
     VALUES (:accountId, :name, :description, :type, :timeoutSeconds, :workingDirectory, :userName,
       :parametersEnabled, :parameterDefaults, :sealedDefaults, :bucketUrl, :keyPrefix, :tags, :createdBy, :scenes, :saved,
       :at, :at, :content)`,
    { ...draftValues(draft), accountId, createdBy, scenes: JSON.stringify(scenes), saved: Number(saved), at },
  ).lastId
}

export function refuseTakenName(connection: Connection, accountId: number, name: string, butOf = 0): void {
  const taken = connection.get(
    'SELECT 1 FROM commands WHERE account_id = :accountId AND name = :name AND saved = 1 AND id <> :butOf',
    { accountId, name, butOf },
  )
  if (taken) throw new MusterError('CommandNameTaken', `A command named ${name} exists already. Choose another name.`)
}
