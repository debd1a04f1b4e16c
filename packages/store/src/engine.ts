import type { Audit } from '@muster/core'
import type { Connection } from './engines/sqlite/connection.ts'
import type { WriteName } from './operations/writes.ts'

/** One call of an operation with its line for the audit log: both are stored, or neither. */
export interface Unit {
  readonly operation: WriteName
  readonly input: unknown
  readonly audit: Audit | undefined
}

/** Where the operations run: writes one group after the other, reads on a connection that sees what is committed. */
export interface Engine {
  readonly write: (unit: Unit) => Promise<unknown>
  readonly read: <Result>(operation: (connection: Connection) => Result) => Result
  readonly close: () => Promise<void>
}
