import { MusterError, type NewTerminal, type Terminal, terminalLimits } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'

const insert = `INSERT INTO terminals (account_id, user_id, user_name, access_key_id, instance_id, host_user,
    command_line, state, taken, detail, client_ip, token_until, recorded, created_at)
  VALUES (:accountId, :userId, :userName, :accessKeyId, :instanceId, :hostUser,
    :commandLine, 'connecting', 0, '', '', :tokenUntil, 0, :createdAt)`

const count = `SELECT count(*) AS account, coalesce(sum(instance_id = :instanceId), 0) AS instance FROM terminals
  WHERE account_id = :accountId AND ended_at IS NULL`

/** Tokens that nobody has used count too, until they are old: whoever asks for many could come with all of them. */
export function createTerminal(connection: Connection, terminal: NewTerminal): Pick<Terminal, 'id' | 'tokenUntil'> {
  const { accountId, instanceId, tokenUntil } = terminal
  const open = connection.get<{ account: number; instance: number }>(count, { accountId, instanceId })
  if ((open?.account ?? 0) >= terminalLimits.ofAccount)
    throw new MusterError('QuotaUsedUp', `The account has ${terminalLimits.ofAccount} open terminals: end one first.`)
  if ((open?.instance ?? 0) >= terminalLimits.ofInstance)
    throw new MusterError('QuotaUsedUp', `The host has ${terminalLimits.ofInstance} open terminals: end one first.`)
  const { lastId } = connection.run(insert, { ...terminal })
  return { id: lastId, tokenUntil }
}
