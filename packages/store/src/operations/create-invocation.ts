import { isTerminal, MusterError, type NewInvocation, publicAccount, repeatKind, type TaskState } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { inserter } from '../engines/sqlite/insert.ts'
import { scriptOf } from '../rows/command-ids.ts'
import { type CountColumns, countColumns } from '../rows/counts.ts'
import { fromRecord } from '../rows/json.ts'
import { repeatKinds } from '../rows/repeat.ts'
import { stateNumber } from '../rows/states.ts'
import type { InvocationTable, ScriptTable } from '../schema.ts'
import { countEnded } from '../tasks/ended-counts.ts'
import { insertCommand } from './create-command.ts'

const insertInvocation = inserter<Omit<InvocationTable, 'started_at' | keyof CountColumns>>('invocations')
const insertScript = inserter<ScriptTable>('scripts')

const nextIds = `SELECT (SELECT coalesce(max(id), 0) + 1 FROM invocations), (SELECT coalesce(max(id), 0) + 1 FROM tasks)`

/** A task whose instance was passed over has ended as it is stored. */
const insertTasks = `INSERT INTO tasks (id, invocation_id, state, cause, ended_at, due_at, updated_at, instance_id, attempt,
    output_size, output_dropped)`
const oneTask = `${insertTasks} VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, 0, 0)`
const manyTasks = `${insertTasks} SELECT ? + d.key, ?, ?, ?, ?, ?, ?, d.value, 1, 0, 0 FROM json_each(?) d`

export function createInvocation(
  connection: Connection,
  invocation: NewInvocation,
): { id: number; commandId: number; firstTaskId: number } {
  const { accountId, tasks, createdAt, execution } = invocation
  const [[id, firstTaskId] = [1, 1]] = connection.rows<[number, number]>(nextIds)
  const commandId = commandOf(connection, invocation, id)
  const row = {
    id,
    account_id: accountId,
    user_id: invocation.userId ?? null,
    command_id: commandId,
    command_name: invocation.commandName,
    description: invocation.description,
    source: invocation.source,
    tags: JSON.stringify(invocation.tags),
    instance_kind: invocation.instanceKind,
    type: execution.type,
    timeout_seconds: execution.timeoutSeconds,
    working_directory: execution.workingDirectory,
    user_name: execution.userName,
    profile: execution.profile,
    termination: execution.termination,
    output_mode: execution.output,
    bucket_url: execution.delivery.bucketUrl,
    key_prefix: execution.delivery.keyPrefix,
    repeats: repeatKinds.indexOf(repeatKind(execution.repeat)),
    sends_file: Number(execution.file !== undefined),
    first_task_id: firstTaskId,
    total: tasks.reduce((sum, { instanceIds }) => sum + instanceIds.length, 0),
    ended_at: tasks.every(({ state }) => isTerminal(state)) ? createdAt : null,
    access_key_id: invocation.accessKeyId ?? null,
    created_at: createdAt,
    updated_at: createdAt,
  }
  insertInvocation(connection, row, countStates(tasks))
  insertScript(connection, {
    invocation_id: id,
    content: execution.content,
    parameters: fromRecord(invocation.parameters),
    default_parameters: fromRecord(invocation.defaultParameters),
    sealed_secrets: invocation.sealedSecrets ?? null,
    repeat: execution.repeat ? JSON.stringify(execution.repeat) : null,
    runtime: execution.runtime ? JSON.stringify(execution.runtime) : null,
    file: execution.file ? JSON.stringify(execution.file) : null,
  })
  let firstId = firstTaskId
  for (const { instanceIds, state, cause, dueAt } of tasks) {
    const endedAt = isTerminal(state) ? createdAt : null
    const row = [firstId, id, stateNumber(state), cause, endedAt, dueAt, createdAt]
    const [only = 0] = instanceIds
    if (instanceIds.length === 1) connection.run(oneTask, [...row, only])
    else connection.run(manyTasks, [...row, JSON.stringify(instanceIds)])
    if (isTerminal(state)) countEnded(connection, instanceIds, 1)
    firstId += instanceIds.length
  }
  return { id, commandId, firstTaskId }
}

function commandOf(connection: Connection, { accountId, command, createdAt }: NewInvocation, id: number): number {
  if (command === 'script') return scriptOf(id)
  if ('id' in command) return existingCommand(connection, accountId, command.id)
  return insertCommand(connection, { accountId, ...command, at: createdAt })
}

function existingCommand(connection: Connection, accountId: number, id: number): number {
  const row = connection.get<{ id: number }>(
    'SELECT id FROM commands WHERE id = :id AND account_id IN (:accountId, :publicAccount) AND saved = 1',
    { id, accountId, publicAccount },
  )
  if (!row) throw new MusterError('CommandNotFound', 'There is no such command in this account. List them first.')
  return row.id
}

/** The counters that are not 0. */
function countStates(tasks: NewInvocation['tasks']) {
  const counts = new Map<TaskState, number>()
  for (const { state, instanceIds } of tasks) counts.set(state, (counts.get(state) ?? 0) + instanceIds.length)
  return [...counts].map(([state, count]) => [countColumns[state], count] as const)
}
