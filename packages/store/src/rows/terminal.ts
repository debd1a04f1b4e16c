import type { Terminal } from '@muster/core'
import type { TerminalTable } from '../schema.ts'

export const toTerminal = (row: TerminalTable): Terminal => ({
  id: row.id,
  accountId: row.account_id,
  userId: row.user_id,
  userName: row.user_name,
  accessKeyId: row.access_key_id,
  instanceId: row.instance_id,
  hostUser: row.host_user,
  commandLine: row.command_line,
  state: row.state,
  closedReason: row.closed_reason ?? undefined,
  detail: row.detail,
  exitCode: row.exit_code ?? undefined,
  clientIp: row.client_ip,
  tokenUntil: row.token_until,
  recorded: row.recorded,
  createdAt: row.created_at,
  connectedAt: row.connected_at ?? undefined,
  endedAt: row.ended_at ?? undefined,
})
