import type { Act, Audit } from '@muster/core'
import type { Connection } from './engines/sqlite/connection.ts'
import type { WriteName } from './operations/writes.ts'

/** One call of an operation with its line for the audit log and its caller's token: all are stored, or nothing. */
export interface Unit {
  readonly operation: WriteName
  readonly input: unknown
  readonly audit: Audit | undefined
  readonly act?: Act | undefined
}

/** Where the operations run: writes one group after the other, reads on a connection that sees what is committed. */
export interface Engine {
  readonly write: (unit: Unit) => Promise<unknown>
  readonly read: <Result>(operation: (connection: Connection) => Result) => Result
  readonly close: () => Promise<void>
}
