import { MusterError, type Repeat, repeatKind } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { fromRecord } from '../rows/json.ts'
import { repeatKinds } from '../rows/repeat.ts'
import { sent } from '../rows/states.ts'

const update = `UPDATE scripts SET content = :content, repeat = :repeat
  WHERE invocation_id = :invocationId AND repeat ->> 'revision' = :before
    AND EXISTS (SELECT 1 FROM invocations i WHERE i.id = invocation_id AND i.account_id = :accountId)`

const holders = `SELECT t.instance_id FROM invocations i
  CROSS JOIN tasks t ON t.id >= i.first_task_id AND t.id < i.first_task_id + i.total
  WHERE i.id = ? AND t.${sent}`

/** Gives the instances that hold it. */
export function changeStanding(
  connection: Connection,
  change: {
    accountId: number
    invocationId: number
    content: Uint8Array
    repeat: Repeat
    parameters: { shown: Readonly<Record<string, string>>; sealedSecrets: Uint8Array | undefined } | undefined
    at: number
  },
): readonly number[] {
  const { accountId, invocationId, content, repeat, parameters, at } = change
  const values = { accountId, invocationId, content, repeat: JSON.stringify(repeat), before: repeat.revision - 1 }
  if (connection.run(update, values).changes === 0)
    throw new MusterError('InvocationNotFound', 'There is no such invocation, or it was changed meanwhile: try again.')
  if (parameters)
    connection.run('UPDATE scripts SET parameters = ?, sealed_secrets = ? WHERE invocation_id = ?', [
      fromRecord(parameters.shown),
      parameters.sealedSecrets ?? null,
      invocationId,
    ])
  connection.run('UPDATE invocations SET repeats = ?, updated_at = ? WHERE id = ?', [
    repeatKinds.indexOf(repeatKind(repeat)),
    at,
    invocationId,
  ])
  return connection.rows<[number]>(holders, [invocationId]).map(([id]) => id)
}
