import { chmodSync, closeSync, openSync } from 'node:fs'
import { migrate } from '../../migrations/migrate.ts'
import { type Connection, openConnection } from './connection.ts'

const ownerOnly = 0o600

/** The writing connection of an up-to-date database. SQLite gives its other files the mode of the first. */
export function openDatabase(path: string): Connection {
  if (path !== ':memory:') {
    closeSync(openSync(path, 'a', ownerOnly))
    chmodSync(path, ownerOnly)
  }
  const connection = openConnection(path, 'write')
  try {
    migrate(connection)
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}
