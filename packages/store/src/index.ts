import type { Store } from '@muster/core'
import { admitting, alwaysRoom, type Room } from './admission.ts'
import { openConnection } from './engines/sqlite/connection.ts'
import { openInlineEngine } from './engines/sqlite/inline.ts'
import { createReader } from './engines/sqlite/reader.ts'
import { startWriter } from './engines/sqlite/writer.ts'
import { createStore } from './store.ts'

export type { Room } from './admission.ts'
export { backupSqlite } from './backup.ts'

interface StoreOptions {
  readonly path: string
  /** Asked before each write that begins something new. */
  readonly room?: Room
}

/** The store of a server: a thread of its own writes to the file, reads run where they are called. */
export async function openSqliteStore({ path, room = alwaysRoom }: StoreOptions): Promise<Store> {
  const writer = await startWriter(path, () => reader.renew())
  const connection = openConnection(path, 'read')
  const reader = createReader(connection)
  return createStore({
    write: admitting(writer.write, room),
    read: reader.read,
    close: async () => {
      reader.renew()
      if (connection.isOpen()) connection.close()
      await writer.close()
    },
  })
}

/** The same store without a thread or a wait, for simulations and tests. */
export function openInlineStore({ path }: { readonly path: string }): Store {
  return createStore(openInlineEngine(path))
}
