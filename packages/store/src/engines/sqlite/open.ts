import { closeSync, fchmodSync, openSync, readSync } from 'node:fs'
import { migrate } from '../../migrations/migrate.ts'
import { type Connection, openConnection } from './connection.ts'

const ownerOnly = 0o600
/** Every database of SQLite begins with it. */
const magic = 'SQLite format 3\0'

/** Makes the file where there is none. Any other file, named by mistake, is left as it is. */
function prepareFile(path: string): void {
  const file = openSync(path, 'a+', ownerOnly)
  try {
    const head = Buffer.alloc(magic.length)
    const length = readSync(file, head, 0, head.length, 0)
    if (length > 0 && head.toString('latin1') !== magic)
      throw new Error(`${path} is no database: name another file with --database.`)
    fchmodSync(file, ownerOnly)
  } finally {
    closeSync(file)
  }
}

/** The writing connection of an up-to-date database. SQLite gives its other files the mode of the first. */
export function openDatabase(path: string): Connection {
  if (path !== ':memory:') prepareFile(path)
  const connection = openConnection(path, 'write')
  try {
    migrate(connection)
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}
