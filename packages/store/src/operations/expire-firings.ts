import type { Connection } from '../engines/sqlite/connection.ts'
import { open, stateNumber } from '../rows/states.ts'

const cause = 'the host did not report the end of the script'

const end = `UPDATE firings SET state = :lost, cause = :cause, ended_at = :at, updated_at = :at
  WHERE (task_id, number) IN (SELECT task_id, number FROM firings WHERE ${open} AND due_at <= :at LIMIT +:limit)`

/** Ends the overdue, at most `limit`, and gives how many. */
export const expireFirings = (connection: Connection, { at, limit }: { at: number; limit: number }): number =>
  connection.run(end, { lost: stateNumber('lost'), cause, at, limit }).changes
