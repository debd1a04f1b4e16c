import { type Asker, mayStillRun, type Role } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'

interface Row {
  readonly id: number
  readonly access_key_id: string | null
  readonly role: Role | null
  readonly enabled: number
  readonly expires_at: number | null
  readonly user_name: string | null
  readonly user_enabled: number | null
}

/** A temporary key is enabled as long as the one that it was made with. */
const askers = `SELECT i.id, i.access_key_id, k.role, k.expires_at, k.enabled AND coalesce(p.enabled, 1) AS enabled,
    u.name AS user_name, u.enabled AS user_enabled
  FROM json_each(:ids) d CROSS JOIN invocations i ON i.id = d.value
  LEFT JOIN access_keys k ON k.id = i.access_key_id LEFT JOIN access_keys p ON p.id = k.parent_id
    LEFT JOIN users u ON u.id = i.user_id
  WHERE i.access_key_id IS NOT NULL OR i.user_id IS NOT NULL`

/** Of these invocations those whose asker may not run them any more, each with the cause. */
export function findBarred(
  connection: Connection,
  invocationIds: readonly number[],
  at: number,
): ReadonlyMap<number, string> {
  const rows = connection.all<Row>(askers, { ids: JSON.stringify([...new Set(invocationIds)]) })
  const barred = new Map<number, string>()
  for (const row of rows) {
    const verdict = mayStillRun(askerOf(row), at)
    if (verdict !== 'yes') barred.set(row.id, verdict.cause)
  }
  return barred
}

const askerOf = ({ access_key_id, role, enabled, expires_at, user_name, user_enabled }: Row): Asker => ({
  accessKeyId: access_key_id ?? undefined,
  key: role === null ? undefined : { role, enabled: enabled === 1, expiresAt: expires_at ?? undefined },
  user: user_name === null ? undefined : { name: user_name, enabled: user_enabled === 1 },
})
