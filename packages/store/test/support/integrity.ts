import { DatabaseSync } from 'node:sqlite'

/** `ok`, or the first thing that is wrong. */
export function checkIntegrity(path: string): unknown {
  const database = new DatabaseSync(path)
  try {
    return database.prepare('PRAGMA integrity_check').get()?.integrity_check
  } finally {
    database.close()
  }
}
