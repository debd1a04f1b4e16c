import type { NewStoredParameter, StoredParameter } from '../parameters/stored-parameter.ts'

export interface ParameterStore {
  /** As the next version; refuses to show what was a secret. */
  setParameter(parameter: NewStoredParameter): Promise<StoredParameter>
  /** The newest version of each of these, or of all, by name. */
  listParameters(accountId: number, names: readonly string[] | undefined): Promise<readonly StoredParameter[]>
  /** Newest first. */
  listParameterVersions(accountId: number, name: string): Promise<readonly StoredParameter[]>
  /** A read by way of a write, so that it has its audit line; undefined when there is no such version. */
  revealParameter(wanted: {
    accountId: number
    name: string
    version: number | undefined
  }): Promise<StoredParameter | undefined>
  /** Whether the account had it. */
  deleteParameter(parameter: { accountId: number; name: string }): Promise<boolean>
}
