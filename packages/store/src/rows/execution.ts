import type { Execution } from '@muster/core'
import type { InvocationTable, ScriptTable } from '../schema.ts'
import { toFile, toRepeat, toRuntime } from './json.ts'

export type InvocationRow = InvocationTable & Omit<ScriptTable, 'invocation_id'>

export const toExecution = (row: InvocationRow): Execution => ({
  type: row.type,
  content: row.content,
  timeoutSeconds: row.timeout_seconds,
  workingDirectory: row.working_directory,
  userName: row.user_name,
  profile: row.profile,
  termination: row.termination,
  output: row.output_mode,
  delivery: { bucketUrl: row.bucket_url, keyPrefix: row.key_prefix },
  repeat: toRepeat(row.repeat),
  ...toRuntime(row.runtime),
  ...toFile(row.file),
})
