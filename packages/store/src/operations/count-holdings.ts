import { type Holdings, MusterError, quotas } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'

const queries: Record<keyof Holdings, string> = {
  commands: 'SELECT count(*) AS held FROM commands WHERE account_id = :accountId AND saved = 1',
  registerCodes: 'SELECT count(*) AS held FROM register_codes WHERE account_id = :accountId AND deleted_at IS NULL',
  schedules: 'SELECT count(*) AS held FROM schedules WHERE account_id = :accountId AND deleted_at IS NULL',
  accessKeys: `SELECT count(*) AS held FROM access_keys
    WHERE account_id = :accountId AND (enabled = 1 OR expires_at IS NOT NULL)`,
  storedParameters: 'SELECT count(DISTINCT name) AS held FROM stored_parameters WHERE account_id = :accountId',
}

const words: Record<keyof Holdings, string> = {
  commands: 'commands: delete some',
  registerCodes: 'register codes: delete some',
  schedules: 'schedules: delete some',
  accessKeys: 'access keys: disable some, or wait for the end of temporary ones',
  storedParameters: 'stored parameters: delete some',
}

const count = (connection: Connection, accountId: number, kind: keyof Holdings): number =>
  connection.get<{ held: number }>(queries[kind], { accountId })?.held ?? 0

export const countHoldings = (connection: Connection, accountId: number): Holdings => ({
  commands: count(connection, accountId, 'commands'),
  registerCodes: count(connection, accountId, 'registerCodes'),
  schedules: count(connection, accountId, 'schedules'),
  accessKeys: count(connection, accountId, 'accessKeys'),
  storedParameters: count(connection, accountId, 'storedParameters'),
})

/** Called in the transaction that would add one. */
export function refuseBeyondQuota(connection: Connection, accountId: number, kind: keyof Holdings): void {
  if (count(connection, accountId, kind) < quotas[kind]) return
  throw new MusterError('QuotaUsedUp', `The account has as many as it may, ${quotas[kind]} ${words[kind]}.`)
}
