import { type Command, MusterError, type Naming, type SealedDraft } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { inserter } from '../engines/sqlite/insert.ts'
import type { CommandTable } from '../schema.ts'
import { refuseBeyondQuota } from './count-holdings.ts'

const insert = inserter<Omit<CommandTable, 'id'>>('commands')

interface NewCommand {
  readonly accountId: number
  readonly draft: SealedDraft
  readonly naming?: Naming
  readonly at: number
}

export function createCommand(connection: Connection, command: NewCommand): { id: number } {
  return { id: insertCommand(connection, command) }
}

/** It takes a name, as a rule, and a place of the account's quota. */
export function insertCommand(connection: Connection, command: NewCommand): number {
  const { accountId, draft, naming } = command
  if (naming !== 'free') refuseTakenName(connection, accountId, draft.name)
  refuseBeyondQuota(connection, accountId, 'commands')
  return writeCommand(connection, { ...command, createdBy: 'user', scenes: [] })
}

export function writeCommand(
  connection: Connection,
  { accountId, draft, at, createdBy, scenes }: NewCommand & Pick<Command, 'createdBy' | 'scenes'>,
): number {
  return insert(connection, {
    account_id: accountId,
    name: draft.name,
    description: draft.description,
    type: draft.type,
    timeout_seconds: draft.timeoutSeconds,
    working_directory: draft.workingDirectory,
    user_name: draft.userName,
    launcher: draft.launcher ?? '',
    parameters_enabled: Number(draft.parametersEnabled),
    parameter_defaults: JSON.stringify(draft.parameterDefaults),
    sealed_defaults: draft.sealedDefaults ?? null,
    bucket_url: draft.delivery.bucketUrl,
    key_prefix: draft.delivery.keyPrefix,
    tags: JSON.stringify(draft.tags),
    created_by: createdBy,
    scenes: JSON.stringify(scenes),
    saved: 1,
    created_at: at,
    updated_at: at,
    content: draft.content,
  })
}

export function refuseTakenName(connection: Connection, accountId: number, name: string, butOf = 0): void {
  const taken = connection.get(
    'SELECT 1 FROM commands WHERE account_id = :accountId AND name = :name AND saved = 1 AND id <> :butOf',
    { accountId, name, butOf },
  )
  if (taken) throw new MusterError('CommandNameTaken', `A command named ${name} exists already. Choose another name.`)
}
