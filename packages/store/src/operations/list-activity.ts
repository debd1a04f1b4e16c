import type { Activity } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { sent, waiting } from '../rows/states.ts'

/** Each number from an index of its own: an instance may have run a hundred thousand tasks. */
const query = `SELECT d.value AS id,
    (SELECT count(*) FROM tasks WHERE instance_id = d.value) AS tasks,
    (SELECT count(*) FROM tasks WHERE instance_id = d.value AND ${waiting})
      + (SELECT count(*) FROM tasks WHERE instance_id = d.value AND ${sent}) AS open,
    (SELECT created_at FROM invocations WHERE id =
      (SELECT invocation_id FROM tasks WHERE id = (SELECT max(id) FROM tasks WHERE instance_id = d.value))) AS lastAt
  FROM json_each(:ids) d`

type Row = Omit<Activity, 'lastAt'> & { readonly id: number; readonly lastAt: number | null }

export function listActivity(connection: Connection, instanceIds: readonly number[]): ReadonlyMap<number, Activity> {
  const rows = connection.all<Row>(query, { ids: JSON.stringify(instanceIds) })
  return new Map(rows.flatMap(({ id, lastAt, ...counts }) => (lastAt === null ? [] : [[id, { ...counts, lastAt }]])))
}
