import { isTerminal, MusterError, type NewInvocation, noCounts, openCount, type StateCounts } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { publicAccount } from '../rows/command.ts'
import { countColumns, countedStates } from '../rows/counts.ts'
import { fromRecord } from '../rows/json.ts'
import { stateNumber } from '../rows/states.ts'
import { insertCommand } from './create-command.ts'

const insertInvocation = `INSERT INTO invocations (account_id, command_id, command_name, description, source,
    instance_kind, type, timeout_seconds, working_directory, user_name, profile, termination, output_mode, bucket_url,
    key_prefix, first_task_id, total, ${countedStates.map((state) => countColumns[state]).join(', ')}, ended_at,
    created_at, updated_at)
  VALUES (:accountId, :commandId, :commandName, :description, :source,
    :instanceKind, :type, :timeoutSeconds, :workingDirectory, :userName, :profile, :termination, :output, :bucketUrl,
    :keyPrefix, :firstTaskId, :total, ${countedStates.map((state) => `:${state}`).join(', ')}, :endedAt,
    :createdAt, :createdAt)`

const insertScript = `INSERT INTO scripts (invocation_id, content, parameters, default_parameters, sealed_secrets)
  VALUES (:id, :content, :parameters, :defaultParameters, :sealedSecrets)`

/** A task whose instance was passed over has ended as it is stored. */
const insertTasks = `INSERT INTO tasks (id, invocation_id, instance_id, state, attempt, cause, output_size,
    output_dropped, ended_at, due_at, updated_at)
  SELECT :firstId + d.key, :id, d.value, :state, 1, :cause, 0, 0, :endedAt, :dueAt, :at
  FROM json_each(:instanceIds) d`

export function createInvocation(
  connection: Connection,
  invocation: NewInvocation,
): { id: number; commandId: number; firstTaskId: number } {
  const { accountId, command, tasks, createdAt, execution } = invocation
  const commandId =
    'id' in command
      ? existingCommand(connection, accountId, command.id)
      : insertCommand(connection, { accountId, ...command, at: createdAt })
  const next = connection.get<{ id: number }>('SELECT coalesce(max(id), 0) + 1 AS id FROM tasks')
  const firstTaskId = next?.id ?? 1
  const counts = countStates(tasks)
  const { lastId: id } = connection.run(insertInvocation, {
    ...counts,
    accountId,
    commandId,
    commandName: invocation.commandName,
    description: invocation.description,
    source: invocation.source,
    instanceKind: invocation.instanceKind,
    type: execution.type,
    timeoutSeconds: execution.timeoutSeconds,
    workingDirectory: execution.workingDirectory,
    userName: execution.userName,
    profile: execution.profile,
    termination: execution.termination,
    output: execution.output,
    bucketUrl: execution.delivery.bucketUrl,
    keyPrefix: execution.delivery.keyPrefix,
    firstTaskId,
    total: sumOf(counts),
    endedAt: openCount(counts) === 0 ? createdAt : null,
    createdAt,
  })
  connection.run(insertScript, {
    id,
    content: execution.content,
    parameters: fromRecord(invocation.parameters),
    defaultParameters: fromRecord(invocation.defaultParameters),
    sealedSecrets: invocation.sealedSecrets ?? null,
  })
  let firstId = firstTaskId
  for (const { instanceIds, state, cause, dueAt } of tasks) {
    connection.run(insertTasks, {
      id,
      firstId,
      state: stateNumber(state),
      cause,
      endedAt: isTerminal(state) ? createdAt : null,
      dueAt,
      at: createdAt,
      instanceIds: JSON.stringify(instanceIds),
    })
    firstId += instanceIds.length
  }
  return { id, commandId, firstTaskId }
}

function existingCommand(connection: Connection, accountId: number, id: number): number {
  const row = connection.get<{ id: number }>(
    'SELECT id FROM commands WHERE id = :id AND account_id IN (:accountId, :publicAccount) AND saved = 1',
    { id, accountId, publicAccount },
  )
  if (!row) throw new MusterError('CommandNotFound', 'There is no such command in this account. List them first.')
  return row.id
}

const sumOf = (counts: StateCounts): number => Object.values(counts).reduce((sum, count) => sum + count, 0)

function countStates(tasks: NewInvocation['tasks']): StateCounts {
  const counts = { ...noCounts }
  for (const { state, instanceIds } of tasks) counts[state] += instanceIds.length
  return counts
}
