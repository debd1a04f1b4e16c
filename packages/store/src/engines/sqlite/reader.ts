import type { Connection } from './connection.ts'

export interface Reader {
  readonly read: <Result>(operation: (connection: Connection) => Result) => Result
  /** The next read sees all that is committed by now. */
  readonly renew: () => void
}

/**
 * The reads of one turn of the event loop, of however many calls, see one state of the record: what one call reads fits
 * together, and a state is not opened for each statement, which would double the cost of a look-up.
 */
export function createReader(connection: Connection): Reader {
  let ending: NodeJS.Immediate | undefined
  const renew = () => {
    if (!ending) return
    clearImmediate(ending)
    ending = undefined
    try {
      connection.run('COMMIT')
    } catch {
      // In a damaged file even this fails, after a read that has told of it.
      if (connection.inTransaction()) connection.run('ROLLBACK')
    }
  }
  return {
    read: (operation) => {
      if (!ending) {
        connection.run('BEGIN')
        ending = setImmediate(renew)
      }
      return operation(connection)
    },
    renew,
  }
}
