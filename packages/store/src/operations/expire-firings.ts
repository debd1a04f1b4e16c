import type { Connection } from '../engines/sqlite/connection.ts'
import { open, stateNumber } from '../rows/states.ts'

const cause = 'the host did not report the end of the script'

const end = `UPDATE firings SET state = :lost, cause = :cause, ended_at = :at, updated_at = :at
  WHERE (task_id, number) IN (SELECT task_id, number FROM firings WHERE ${open} AND due_at <= :at LIMIT +:limit)`

/** Ends the overdue, at most `limit`, and gives how many. */
export const expireFirings = (connection: Connection, { at, limit }: { at: number; limit: number }): number =>
  connection.run(end, { lost: stateNumber('lost'), cause, at, limit }).changes

const remove = `DELETE FROM firings
  WHERE (task_id, number) IN (SELECT task_id, number FROM firings WHERE state > 4 AND ended_at < :before LIMIT +:limit)`

/** Removes those that ended before a time, at most `limit`, and gives how many. */
export const pruneFirings = (connection: Connection, { before, limit }: { before: number; limit: number }): number =>
  connection.run(remove, { before, limit }).changes
