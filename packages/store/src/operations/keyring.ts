import type { KeyringSlot } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'

export const readKeyring = (connection: Connection): readonly KeyringSlot[] =>
  connection.all<KeyringSlot>('SELECT master, sealed FROM keyring')

/** These in place of all that there were, of which the file keeps nothing. */
export function saveKeyring(connection: Connection, { slots }: { readonly slots: readonly KeyringSlot[] }): void {
  connection.script('PRAGMA secure_delete = ON')
  connection.run('DELETE FROM keyring')
  for (const slot of slots)
    connection.run('INSERT INTO keyring (master, sealed) VALUES (:master, :sealed)', { ...slot })
  connection.script('PRAGMA secure_delete = OFF')
}
