import { findTerminal, MusterError, type Terminal } from '@muster/core'
import type { Context, Output } from '../../action.ts'
import { formatId, formatInstance, parseId } from '../ids.ts'
import { time } from './times.ts'

const stateNames = {
  connecting: 'Connecting',
  connected: 'Connected',
  disconnected: 'Disconnected',
  terminating: 'Terminating',
  terminated: 'Terminated',
  failed: 'Failed',
} as const satisfies Record<Terminal['state'], string>

export function terminalNamed({ deps, caller }: Context, text: string): Promise<Terminal> {
  const id = parseId(deps, 'terminal', text)
  if (id === undefined) throw new MusterError('TerminalNotFound', 'There is no such session in this account.')
  return findTerminal(deps, caller, id)
}

/** Everyone who calls is a user of the account. */
const identity = 'RAMUser'

export async function terminalRecords(
  { deps, caller }: Context,
  terminals: readonly Terminal[],
): Promise<readonly Output[]> {
  const ids = terminals.map(({ instanceId }) => instanceId)
  const kinds = await deps.store.instanceKinds(caller.accountId, [...new Set(ids)])
  return terminals.map((terminal) => ({
    SessionId: formatId(deps, 'terminal', terminal.id),
    CreationTime: time(terminal.createdAt),
    ClientIP: terminal.clientIp,
    IdentityType: identity,
    PrincipalId: terminal.userName,
    Username: terminal.hostUser,
    Connections: {
      Connection: [
        {
          InstanceId: formatInstance(deps, kinds.get(terminal.instanceId) ?? 'cvm', terminal.instanceId),
          Status: stateNames[terminal.state],
          ClosedReason: terminal.closedReason ?? '',
          FailedDetail: terminal.state === 'failed' ? terminal.detail : '',
          StartTime: time(terminal.connectedAt),
          EndTime: time(terminal.endedAt),
        },
      ],
    },
  }))
}
