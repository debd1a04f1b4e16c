import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * Copies a record to a new file as it is at one moment, while a server writes to it. What was deleted is not copied. The
 * log of a busy server grows as long as it takes.
 */
export function backupSqlite({ path, to }: { readonly path: string; readonly to: string }): void {
  // SQLite takes an empty file, and would make one that everybody can read.
  closeSync(openSync(to, 'wx', 0o600))
  try {
    const database = new DatabaseSync(path, { readOnly: true, timeout: 5000 })
    try {
      database.prepare('VACUUM INTO ?').run(to)
    } finally {
      database.close()
    }
    for (const each of [to, dirname(to)]) sync(each)
  } catch (error) {
    rmSync(to, { force: true })
    throw error
  }
}

function sync(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
