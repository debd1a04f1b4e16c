import type { Connection } from '../engines/sqlite/connection.ts'
import { unused } from '../retention/unused.ts'
import type { InvocationTable } from '../schema.ts'
import { countEnded } from '../tasks/ended-counts.ts'

/** Of no account: an invocation that is being removed is out of sight at once, however many tasks it has. */
const nobody = -1
/** Looked at in one call: those that must stay cost a call no more than this. */
const candidates = 100

type Candidate = Pick<
  InvocationTable,
  'id' | 'account_id' | 'command_id' | 'bucket_url' | 'repeats' | 'first_task_id' | 'total' | 'created_at' | 'ended_at'
>

// The newest stays, however old: ids go on from the largest that is there, and none may come twice.
const oldest = `SELECT id, account_id, command_id, bucket_url, repeats, first_task_id, total, created_at, ended_at
  FROM invocations WHERE id > :after AND id < (SELECT max(id) FROM invocations) ORDER BY id LIMIT ${candidates}`

const oldestTasks = 'SELECT id, instance_id FROM tasks WHERE id >= ? AND id < ? ORDER BY id LIMIT +?'
const ownTasks = 'task_id >= :first AND task_id < :end'
const undelivered = `SELECT 1 FROM deliveries WHERE ${ownTasks} AND state IN ('waiting', 'kept', 'failed') LIMIT 1`

const unusedCommand = `DELETE FROM commands WHERE id = :commandId AND id < (SELECT max(id) FROM commands)
  AND ${unused.commands}`

/**
 * Removes the oldest invocations that ended before a time, at most `limit` tasks of them. One whose output waits for its
 * delivery, or is kept, stays. Gives the id behind which to go on; undefined when all that is left is younger.
 */
export function pruneInvocations(
  connection: Connection,
  { before, after, limit }: { before: number; after: number; limit: number },
): number | undefined {
  const found = connection.all<Candidate>(oldest, { after })
  let room = limit
  let last = after
  for (const invocation of found) {
    const begun = invocation.account_id === nobody
    if (!begun && invocation.created_at >= before) return undefined
    if (begun || isOver(connection, invocation, before)) {
      const removed = removeTasks(connection, invocation, room)
      room -= removed.count
      if (removed.left === 'some') {
        connection.run('UPDATE invocations SET account_id = ? WHERE id = ?', [nobody, invocation.id])
        return last
      }
      removeInvocation(connection, invocation)
    }
    last = invocation.id
    if (room <= 0) return last
  }
  return found.length < candidates ? undefined : last
}

const rangeOf = ({ first_task_id, total }: Candidate) => ({ first: first_task_id, end: first_task_id + total })

function isOver(connection: Connection, invocation: Candidate, before: number): boolean {
  if (invocation.ended_at === null || invocation.ended_at >= before) return false
  return invocation.bucket_url === '' || !connection.get(undelivered, rangeOf(invocation))
}

function removeTasks(
  connection: Connection,
  invocation: Candidate,
  limit: number,
): { readonly count: number; readonly left: 'some' | 'none' } {
  const { first, end } = rangeOf(invocation)
  const own = connection.rows<[id: number, instanceId: number]>(oldestTasks, [first, end, limit + 1])
  const next = own[limit]?.[0]
  const range = { first, end: next ?? end }
  connection.run(`DELETE FROM task_output WHERE ${ownTasks}`, range)
  if (invocation.repeats > 0) connection.run(`DELETE FROM firings WHERE ${ownTasks}`, range)
  if (invocation.bucket_url !== '') connection.run(`DELETE FROM deliveries WHERE ${ownTasks}`, range)
  connection.run('DELETE FROM tasks WHERE id >= :first AND id < :end', range)
  const removed = own.slice(0, limit).map(([, instanceId]) => instanceId)
  countEnded(connection, removed, -1)
  return { count: removed.length, left: next === undefined ? 'none' : 'some' }
}

function removeInvocation(connection: Connection, { id, command_id: commandId }: Candidate): void {
  connection.run('DELETE FROM scripts WHERE invocation_id = ?', [id])
  connection.run('DELETE FROM invocations WHERE id = ?', [id])
  connection.run(unusedCommand, { commandId })
}
