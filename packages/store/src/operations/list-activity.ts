import type { Activity } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { sent, stages, waiting } from '../rows/states.ts'
import { readEndedCounts } from '../tasks/ended-counts.ts'

const inStage = (select: string, stage: string) =>
  `(SELECT ${select} FROM tasks WHERE instance_id = d.value AND ${stage})`

const query = `SELECT d.value AS id, ${inStage('count(*)', waiting)} + ${inStage('count(*)', sent)} AS open,
    (SELECT created_at FROM invocations WHERE id = (SELECT invocation_id FROM tasks WHERE id =
      max(${stages.map((stage) => inStage('coalesce(max(id), 0)', stage)).join(', ')}))) AS lastAt
  FROM json_each(:ids) d`

type Row = Pick<Activity, 'open'> & { readonly id: number; readonly lastAt: number | null }

export function listActivity(connection: Connection, instanceIds: readonly number[]): ReadonlyMap<number, Activity> {
  const ended = readEndedCounts(connection, instanceIds)
  const rows = connection.all<Row>(query, { ids: JSON.stringify(instanceIds) })
  return new Map(
    rows.flatMap(({ id, lastAt, open }) =>
      lastAt === null ? [] : [[id, { tasks: (ended.get(id) ?? 0) + open, open, lastAt }]],
    ),
  )
}
