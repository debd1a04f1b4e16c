import type { DatabaseSync } from 'node:sqlite'

/** Writes join an open transaction, which is committed so many milliseconds after its first. */
export function commitEvery(database: DatabaseSync, ms: number, committed: () => void) {
  let open = false
  const commit = () => {
    database.exec('COMMIT')
    open = false
    committed()
  }
  return {
    write: (work: () => void) => {
      if (!open) {
        database.exec('BEGIN')
        open = true
        setTimeout(commit, ms)
      }
      work()
    },
  }
}
