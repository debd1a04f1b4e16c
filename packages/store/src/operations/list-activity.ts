import type { Activity } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { sent, stages, waiting } from '../rows/states.ts'

const inStage = (select: string, stage: string) =>
  `(SELECT ${select} FROM tasks WHERE instance_id = d.value AND ${stage})`

/** Each number from an index of its own: an instance may have run a hundred thousand tasks. */
const query = `SELECT d.value AS id,
    ${stages.map((stage) => inStage('count(*)', stage)).join(' + ')} AS tasks,
    ${inStage('count(*)', waiting)} + ${inStage('count(*)', sent)} AS open,
    (SELECT created_at FROM invocations WHERE id = (SELECT invocation_id FROM tasks WHERE id =
      max(${stages.map((stage) => inStage('coalesce(max(id), 0)', stage)).join(', ')}))) AS lastAt
  FROM json_each(:ids) d`

type Row = Omit<Activity, 'lastAt'> & { readonly id: number; readonly lastAt: number | null }

export function listActivity(connection: Connection, instanceIds: readonly number[]): ReadonlyMap<number, Activity> {
  const rows = connection.all<Row>(query, { ids: JSON.stringify(instanceIds) })
  return new Map(rows.flatMap(({ id, lastAt, ...counts }) => (lastAt === null ? [] : [[id, { ...counts, lastAt }]])))
}
