import { type Holdings, MusterError, quotas } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'

const query = `SELECT (SELECT count(*) FROM commands WHERE account_id = :accountId AND saved = 1) AS commands,
  (SELECT count(*) FROM register_codes WHERE account_id = :accountId AND deleted_at IS NULL) AS registerCodes`

export const countHoldings = (connection: Connection, accountId: number): Holdings =>
  connection.get<Holdings>(query, { accountId }) ?? { commands: 0, registerCodes: 0 }

/** Called in the transaction that would add one. */
export function refuseBeyondQuota(connection: Connection, accountId: number, kind: keyof Holdings): void {
  if (countHoldings(connection, accountId)[kind] < quotas[kind]) return
  const words = { commands: 'commands', registerCodes: 'register codes' }[kind]
  throw new MusterError('QuotaUsedUp', `The account has ${quotas[kind]} ${words}, as many as it may: delete some.`)
}
