import type { Connection } from './connection.ts'

/** In pages of 4 KiB: under a stream of large commits the log then stays at 8 MB. */
const dueAt = 2000

/**
 * Moves what has been committed from the log into the database, after the replies have gone, so that no caller waits
 * for it. `NOOP` only counts. A checkpoint that fails, on a full disk for instance, loses nothing: the log holds it all,
 * and the next group tries again.
 */
export function checkpointWhenDue(connection: Connection): void {
  try {
    const state = connection.get<{ log: number; checkpointed: number }>('PRAGMA wal_checkpoint(NOOP)')
    if (state && state.log - state.checkpointed >= dueAt) connection.get('PRAGMA wal_checkpoint(PASSIVE)')
  } catch {
    return
  }
}
