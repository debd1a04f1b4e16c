import type { Store } from '@muster/core'
import { openConnection } from './engines/sqlite/connection.ts'
import { openInlineEngine } from './engines/sqlite/inline.ts'
import { startWriter } from './engines/sqlite/writer.ts'
import { createStore } from './store.ts'

/** The store of a server: a thread of its own writes to the file, reads run where they are called. */
export async function openSqliteStore({ path }: { readonly path: string }): Promise<Store> {
  const writer = await startWriter(path)
  const reader = openConnection(path, 'read')
  return createStore({
    write: writer.write,
    reader,
    close: async () => {
      if (reader.isOpen()) reader.close()
      await writer.close()
    },
  })
}

/** The same store without a thread or a wait, for simulations and tests. */
export function openInlineStore({ path }: { readonly path: string }): Store {
  return createStore(openInlineEngine(path))
}
