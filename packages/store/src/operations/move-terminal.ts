import { liveTerminalStates, type Terminal, type TerminalMove, terminalMayBecome } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { toTerminal } from '../rows/terminal.ts'
import type { TerminalTable } from '../schema.ts'

const find = 'SELECT * FROM terminals WHERE id = :id'

const take = `UPDATE terminals SET taken = 1, client_ip = :clientIp
  WHERE id = :id AND state = 'connecting' AND taken = 0 AND token_until >= :at`

/** Of two that come with one token, the database lets in the first. */
export function takeTerminal(
  connection: Connection,
  { id, clientIp, at }: { id: number; clientIp: string; at: number },
): Terminal | undefined {
  if (connection.run(take, { id, clientIp, at }).changes === 0) return undefined
  const row = connection.get<TerminalTable>(find, { id })
  return row && toTerminal(row)
}

const move = `UPDATE terminals SET state = :state, closed_reason = coalesce(:closedReason, closed_reason),
    detail = CASE :detail WHEN '' THEN detail ELSE :detail END, exit_code = :exitCode, recorded = :recorded,
    connected_at = coalesce(connected_at, :connectedAt), ended_at = :endedAt
  WHERE id = :id`

export function moveTerminal(
  connection: Connection,
  { id, to, closedReason, detail = '', exitCode, recorded, at }: TerminalMove,
): boolean {
  const row = connection.get<TerminalTable>(find, { id })
  if (!row || !terminalMayBecome(row.state, to)) return false
  connection.run(move, {
    id,
    state: to,
    closedReason: closedReason ?? null,
    detail,
    exitCode: exitCode ?? null,
    recorded: recorded ?? row.recorded,
    connectedAt: to === 'connected' ? at : null,
    endedAt: liveTerminalStates.includes(to) ? null : at,
  })
  return true
}

const endings = {
  unused: `UPDATE terminals SET state = 'failed', closed_reason = 'DeliveryTimeout', ended_at = :at,
      detail = 'nobody came with its token in time'
    WHERE ended_at IS NULL AND taken = 0 AND token_until < :at`,
  'stopped server': `UPDATE terminals SET state = CASE state WHEN 'connecting' THEN 'failed' ELSE 'disconnected' END,
      closed_reason = 'AgentSocketClosed', ended_at = :at, detail = 'the server was stopped'
    WHERE ended_at IS NULL AND taken = 1`,
} as const

export function endTerminals(connection: Connection, { of, at }: { of: keyof typeof endings; at: number }): void {
  connection.run(endings[of], { at })
}
