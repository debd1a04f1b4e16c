import { type Holdings, MusterError, quotas } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'

const queries: Record<keyof Holdings, string> = {
  commands: 'SELECT count(*) AS held FROM commands WHERE account_id = :accountId AND saved = 1',
  registerCodes: 'SELECT count(*) AS held FROM register_codes WHERE account_id = :accountId AND deleted_at IS NULL',
}

const count = (connection: Connection, accountId: number, kind: keyof Holdings): number =>
  connection.get<{ held: number }>(queries[kind], { accountId })?.held ?? 0

export const countHoldings = (connection: Connection, accountId: number): Holdings => ({
  commands: count(connection, accountId, 'commands'),
  registerCodes: count(connection, accountId, 'registerCodes'),
})

/** Called in the transaction that would add one. */
export function refuseBeyondQuota(connection: Connection, accountId: number, kind: keyof Holdings): void {
  if (count(connection, accountId, kind) < quotas[kind]) return
  const words = { commands: 'commands', registerCodes: 'register codes' }[kind]
  throw new MusterError('QuotaUsedUp', `The account has ${quotas[kind]} ${words}, as many as it may: delete some.`)
}
