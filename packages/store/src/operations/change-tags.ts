import { MusterError, maxTags, type TagChange, type TaggedKind, type Tags } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { isPresent } from '../rows/instance.ts'
import { toTags } from '../rows/json.ts'

const tables: Readonly<Record<TaggedKind, { readonly name: string; readonly listed: string }>> = {
  command: { name: 'commands', listed: 'saved = 1' },
  instance: { name: 'instances', listed: isPresent },
  invocation: { name: 'invocations', listed: 'TRUE' },
  registerCode: { name: 'register_codes', listed: 'deleted_at IS NULL' },
}

export function changeTags(
  connection: Connection,
  { accountId, kind, ids, set, remove, at }: TagChange & { readonly accountId: number; readonly at: number },
): void {
  const { name, listed } = tables[kind]
  const rows = connection.all<{ id: number; tags: string }>(
    `SELECT id, tags FROM ${name} WHERE account_id = :accountId AND ${listed}
       AND id IN (SELECT value FROM json_each(:ids))`,
    { accountId, ids: JSON.stringify(ids) },
  )
  if (rows.length < new Set(ids).size)
    throw new MusterError('TaggedNotFound', 'The account has not all of these: no tag was changed.')
  // Whoever has read a command sees by its time that it has changed.
  const update = `UPDATE ${name} SET tags = :tags, updated_at = max(updated_at + 1, :at) WHERE id = :id`
  for (const { id, tags } of rows)
    connection.run(update, { id, at, tags: JSON.stringify(changed(toTags(tags), set, remove)) })
}

function changed(tags: Tags, set: Tags, remove: readonly string[]): Tags {
  const next = { ...Object.fromEntries(Object.entries(tags).filter(([key]) => !remove.includes(key))), ...set }
  const [count, before] = [Object.keys(next).length, Object.keys(tags).length]
  if (count > maxTags && count > before)
    throw new MusterError('TagsTooMany', `One of these would have ${count} tags; at most ${maxTags} can be.`)
  return next
}
