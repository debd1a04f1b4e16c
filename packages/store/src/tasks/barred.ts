import { mayStillRun, type Role } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'

interface Row {
  readonly id: number
  readonly access_key_id: string
  readonly role: Role | null
  readonly enabled: number
  readonly expires_at: number | null
}

/** A temporary key is enabled as long as the one that it was made with. */
const askers = `SELECT i.id, i.access_key_id, k.role, k.expires_at, k.enabled AND coalesce(p.enabled, 1) AS enabled
  FROM json_each(:ids) d CROSS JOIN invocations i ON i.id = d.value
  LEFT JOIN access_keys k ON k.id = i.access_key_id LEFT JOIN access_keys p ON p.id = k.parent_id
  WHERE i.access_key_id IS NOT NULL`

/** Of these invocations those whose asker may not run them any more, each with the cause. */
export function findBarred(
  connection: Connection,
  invocationIds: readonly number[],
  at: number,
): ReadonlyMap<number, string> {
  const rows = connection.all<Row>(askers, { ids: JSON.stringify([...new Set(invocationIds)]) })
  const barred = new Map<number, string>()
  for (const row of rows) {
    const verdict = mayStillRun({ accessKeyId: row.access_key_id, key: keyOf(row) }, at)
    if (verdict !== 'yes') barred.set(row.id, verdict.cause)
  }
  return barred
}

const keyOf = ({ role, enabled, expires_at }: Row) =>
  role === null ? undefined : { role, enabled: enabled === 1, expiresAt: expires_at ?? undefined }
