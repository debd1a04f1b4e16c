import type { Run } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { toFile, toRecord, toRepeat, toRuntime, toTags } from '../rows/json.ts'
import type { InvocationTable, ScriptTable } from '../schema.ts'

const columns = `i.id, i.command_name, i.source, i.type, i.timeout_seconds, i.working_directory, i.user_name, i.profile,
  i.termination, i.output_mode, i.bucket_url, i.key_prefix, i.tags, s.content, s.parameters,
  s.repeat, s.runtime, s.file`

type Row = [
  id: number,
  commandName: string,
  source: InvocationTable['source'],
  type: InvocationTable['type'],
  timeoutSeconds: number,
  workingDirectory: string,
  userName: string,
  profile: InvocationTable['profile'],
  termination: InvocationTable['termination'],
  output: InvocationTable['output_mode'],
  bucketUrl: string,
  keyPrefix: string,
  tags: string,
  content: ScriptTable['content'],
  parameters: ScriptTable['parameters'],
  repeat: ScriptTable['repeat'],
  runtime: ScriptTable['runtime'],
  file: ScriptTable['file'],
]

const query = `SELECT ${columns}
  FROM json_each(?) d CROSS JOIN invocations i ON i.id = d.value CROSS JOIN scripts s ON s.invocation_id = i.id
  WHERE i.account_id = ?`

/** A third of the columns of an invocation: for who looks at its tasks again and again. */
export function findRuns(connection: Connection, accountId: number, ids: readonly number[]): ReadonlyMap<number, Run> {
  return new Map(connection.rows<Row>(query, [JSON.stringify(ids), accountId]).map((row) => [row[0], toRun(row)]))
}

function toRun(row: Row): Run {
  const [, commandName, source, type, timeoutSeconds, workingDirectory, userName, profile, ...rest] = row
  const [termination, output, bucketUrl, keyPrefix, tags, content, parameters, repeats, runtime, file] = rest
  const delivery = { bucketUrl, keyPrefix }
  const repeat = toRepeat(repeats)
  const how = { type, content, timeoutSeconds, workingDirectory, userName, profile, termination, output, delivery }
  return {
    commandName,
    source,
    tags: toTags(tags),
    execution: { ...how, repeat, ...toRuntime(runtime), ...toFile(file) },
    parameters: toRecord(parameters),
  }
}
