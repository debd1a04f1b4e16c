import type { NewFire, NewFires, Schedule } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { createInvocation } from './create-invocation.ts'

/** The claim: only one gets past a fire time, and nobody past a change that it has not seen. */
const advance = `UPDATE schedules SET next_at = :nextAt
  WHERE id = :id AND revision = :revision AND next_at = :dueAt AND enabled = 1 AND deleted_at IS NULL`

const remember = 'UPDATE schedules SET last_invocation_id = :invocationId WHERE id = :id'

const insert = `INSERT INTO fires (account_id, schedule_id, due_at, until_at, decision, reason, invocation_id, decided_at)
  VALUES (:accountId, :scheduleId, :dueAt, :until, :decision, :reason, :invocationId, :at)`

export function recordFires(
  connection: Connection,
  { schedule, dueAt, nextAt, left, start, at }: NewFires,
): { recorded: boolean; invocationId: number | undefined } {
  const { id, revision } = schedule
  const { changes } = connection.run(advance, { id, revision, dueAt, nextAt: nextAt ?? null })
  if (changes === 0) return { recorded: false, invocationId: undefined }
  insertFires(connection, schedule, left, at)
  if (!start) return { recorded: true, invocationId: undefined }
  const { id: invocationId } = createInvocation(connection, start.invocation)
  connection.run(remember, { id, invocationId })
  insertFires(connection, schedule, [start.fire], at, invocationId)
  return { recorded: true, invocationId }
}

export function insertFires(
  connection: Connection,
  { id, accountId }: Pick<Schedule, 'id' | 'accountId'>,
  fires: readonly NewFire[],
  at: number,
  invocationId: number | null = null,
): void {
  for (const { dueAt, until = null, decision, reason } of fires)
    connection.run(insert, { accountId, scheduleId: id, dueAt, until, decision, reason, invocationId, at })
}
