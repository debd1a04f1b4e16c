import { type Settings, usualSettings } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import type { SettingTable } from '../schema.ts'

/** A member that a newer version has added has its usual value. */
export function findSettings(connection: Connection, accountId: number): Settings {
  const rows = connection.all<SettingTable>('SELECT * FROM settings WHERE account_id = :accountId', { accountId })
  const own: Readonly<Record<string, object>> = Object.fromEntries(
    rows.map(({ name, value }) => [name, JSON.parse(value)]),
  )
  const { delivery, sessions, upgrades } = usualSettings
  return {
    delivery: { ...delivery, ...own.delivery },
    sessions: { ...sessions, ...own.sessions },
    upgrades: { ...upgrades, ...own.upgrades },
  }
}

const save = `INSERT INTO settings (account_id, name, value, updated_at) VALUES (:accountId, :name, :value, :at)
  ON CONFLICT (account_id, name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`

export function saveSettings(
  connection: Connection,
  { accountId, change, at }: { accountId: number; change: Partial<Settings>; at: number },
): void {
  for (const [name, value] of Object.entries(change))
    connection.run(save, { accountId, name, value: JSON.stringify(value), at })
}
