import { existsSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { type Finding, findingsAbout } from './finding.ts'

function reading<Result>(path: string, read: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5000 })
  try {
    return read(database)
  } finally {
    database.close()
  }
}

export function checkDatabase(about: string, path: string): readonly Finding[] {
  const { ok, problem } = findingsAbout(about)
  const answer = reading(path, (database) => database.prepare('PRAGMA quick_check(1)').get()?.quick_check)
  if (answer !== 'ok')
    return [problem(`${path} is damaged (${answer}): stop the server and restore the data folder from a backup.`)]
  return [ok(`${path} is sound, ${Math.ceil(statSync(path).size / 1_048_576)} MB`)]
}

/** 0 where there is no record yet. */
export function countInstances(path: string): number {
  if (!existsSync(path)) return 0
  return reading(path, (database) => Number(database.prepare('SELECT count(*) AS n FROM presence').get()?.n ?? 0))
}

/** Whether a server holds the folder: its lock goes with its process. */
export function isServed(lock: string): boolean {
  if (!existsSync(lock)) return false
  const database = new DatabaseSync(lock, { readOnly: true, timeout: 0 })
  try {
    database.prepare('SELECT 1 FROM sqlite_schema').get()
    return false
  } catch {
    return true
  } finally {
    database.close()
  }
}
