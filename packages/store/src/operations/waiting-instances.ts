import type { Connection } from '../engines/sqlite/connection.ts'
import { waiting } from '../rows/states.ts'

/** Asked once: with nothing waiting, which is nearly always so, ten thousand hosts cost nothing. */
const some = `EXISTS (SELECT 1 FROM tasks WHERE ${waiting})`
const waitsFor = (instance: string) =>
  `EXISTS (SELECT 1 FROM tasks t WHERE t.instance_id = ${instance} AND t.${waiting})`

/** Led by who is online: the backlog of hosts that are away may be many times larger. */
const online = `SELECT p.instance_id AS id FROM presence p
  WHERE ${some} AND p.online = 1 AND ${waitsFor('p.instance_id')}`
const among = `SELECT d.value AS id FROM json_each(:ids) d WHERE ${some} AND ${waitsFor('d.value')}`

export function waitingInstances(connection: Connection, ids?: readonly number[]): readonly number[] {
  const found = ids
    ? connection.all<{ id: number }>(among, { ids: JSON.stringify(ids) })
    : connection.all<{ id: number }>(online)
  return found.map(({ id }) => id)
}
