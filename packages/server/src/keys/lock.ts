import { DatabaseSync } from 'node:sqlite'

/** SQLITE_BUSY. */
const heldByAnother = 5

/**
 * Holds a data folder for one server: two would each take the other's agents for offline. A lock of SQLite's is one of
 * the kernel's, so it goes with the process however that ends.
 */
export function lockFolder(data: string): { readonly release: () => void } {
  const file = new DatabaseSync(`${data}/lock`)
  try {
    file.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    file.close()
    if (!(error instanceof Error && 'errcode' in error && error.errcode === heldByAnother))
      throw new Error(`${data} cannot be locked (${(error as Error).message}): is its disk full, or broken?`)
    throw new Error(`Another server uses ${data}: stop it, or choose another folder with --data.`)
  }
  return { release: () => file.close() }
}
