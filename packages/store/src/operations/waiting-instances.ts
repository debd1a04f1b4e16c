import type { Connection } from '../engines/sqlite/connection.ts'
import { waiting } from '../rows/states.ts'

/** Led by who is online: the backlog of hosts that are away may be many times larger. The first
 * condition is asked once: with nothing waiting, which is nearly always so, ten thousand hosts cost nothing. */
const query = `SELECT p.instance_id AS id FROM presence p
  WHERE EXISTS (SELECT 1 FROM tasks WHERE ${waiting}) AND p.online = 1
    AND EXISTS (SELECT 1 FROM tasks t WHERE t.instance_id = p.instance_id AND t.${waiting})`

export function waitingInstances(connection: Connection): readonly number[] {
  return connection.all<{ id: number }>(query).map(({ id }) => id)
}
