import type { Connection } from '../engines/sqlite/connection.ts'
import { sent } from '../rows/states.ts'

// A step back leaves alone what the stepped clock may have written: such a deadline is right, and would be over at once.
const move = `UPDATE tasks SET due_at = due_at + :by
  WHERE ${sent} AND (:by > 0 OR updated_at NOT BETWEEN :since AND :at)`

export function moveDeadlines(connection: Connection, step: { by: number; since: number; at: number }): void {
  connection.run(move, step)
}
