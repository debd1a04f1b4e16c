import { beyondRecord, isTerminal, limits, type TaskLife, wholeCharacters } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { readHead } from '../operations/read-outputs.ts'

const insert =
  'INSERT INTO deliveries (task_id, state, size, created_at, due_at) VALUES (:taskId, :state, :size, :at, :at)'

interface Pair {
  readonly before: TaskLife
  readonly after: TaskLife
}

/**
 * A task that delivers ends: what it printed, if it ever ran, waits for its delivery, and its record is cut to its bound.
 * While it ran its size was all that was held.
 */
export function endOutput(connection: Connection, pair: Pair, at: number): Pair {
  const { before, after } = pair
  if (!after.delivers || isTerminal(before.state) || !isTerminal(after.state)) return pair
  const { id: taskId, outputSize: size } = after
  if (after.startedAt !== undefined) connection.run(insert, { taskId, state: 'waiting', size, at })
  if (beyondRecord(size) === 0) return pair
  const outputSize = wholeCharacters(readHead(connection, taskId), limits.outputBytes)
  return { before, after: { ...after, outputSize, outputDropped: after.outputDropped + size - outputSize } }
}
