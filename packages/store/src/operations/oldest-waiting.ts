import type { Connection } from '../engines/sqlite/connection.ts'
import { waiting } from '../rows/states.ts'

/** Asked once: with nothing waiting, which is nearly always so, ten thousand hosts cost nothing. */
const some = `EXISTS (SELECT 1 FROM tasks WHERE ${waiting})`
const oldestOf = (instance: string) =>
  `(SELECT min(t.id) FROM tasks t WHERE t.instance_id = ${instance} AND t.${waiting})`

/** Led by who is online: the backlog of hosts that are away may be many times larger. */
const online = `SELECT p.instance_id AS instance, ${oldestOf('p.instance_id')} AS task FROM presence p
  WHERE ${some} AND p.online = 1 AND task IS NOT NULL`
const among = `SELECT d.value AS instance, ${oldestOf('d.value')} AS task FROM json_each(:ids) d
  WHERE ${some} AND task IS NOT NULL`

interface Row {
  readonly instance: number
  readonly task: number
}

export function oldestWaiting(connection: Connection, ids?: readonly number[]): ReadonlyMap<number, number> {
  if (ids?.length === 0) return new Map()
  const rows = ids ? connection.all<Row>(among, { ids: JSON.stringify(ids) }) : connection.all<Row>(online)
  return new Map(rows.map(({ instance, task }) => [instance, task]))
}
