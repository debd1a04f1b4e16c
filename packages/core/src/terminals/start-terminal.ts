import type { Caller } from '../accounts/account.ts'
import { refuseInstances, refuseRun } from '../accounts/authorise.ts'
import { MusterError } from '../errors.ts'
import type { Deps } from '../ports.ts'
import { type Terminal, terminalLimits } from './terminal.ts'

export interface TerminalRequest {
  readonly instanceId: number
  readonly userName: string
  readonly commandLine: string
}

/**
 * Lets the caller open a terminal, with the key that `terminals.keyTo` gives. It runs what its user types, so that it needs
 * the right to scripts of one's own.
 */
export async function startTerminal(
  deps: Deps,
  caller: Caller,
  { instanceId, userName: hostUser, commandLine }: TerminalRequest,
): Promise<Pick<Terminal, 'id' | 'tokenUntil'>> {
  const { store, clock } = deps
  await refuseRun(deps, caller, { instanceIds: [instanceId], command: 'script', userName: hostUser })
  const { accountId, userId, userName, accessKeyId } = caller
  const { sessions } = await store.findSettings(accountId)
  if (!sessions.enabled)
    throw new MusterError(
      'TerminalsDisabled',
      'The settings of the account turn terminals off: an administrator can turn them on.',
    )
  const createdAt = clock.now()
  const tokenUntil = createdAt + terminalLimits.tokenMs
  const asked = { instanceId, hostUser, commandLine, tokenUntil, createdAt }
  return store.createTerminal({ accountId, userId, userName, accessKeyId, ...asked })
}

export async function findTerminal({ store }: Pick<Deps, 'store'>, caller: Caller, id: number): Promise<Terminal> {
  const { items } = await store.listTerminals(caller.accountId, { ids: [id] }, { offset: 0, limit: 1 })
  const [terminal] = items
  if (!terminal)
    throw new MusterError(
      'TerminalNotFound',
      'There is no such terminal in this account. List them with "muster terminal list".',
    )
  return terminal
}

/** Ends a terminal; one that has ended stays as it is. */
export async function endTerminal(deps: Deps, caller: Caller, id: number): Promise<Terminal> {
  const { store, clock, terminals } = deps
  const { instanceId, state } = await findTerminal(deps, caller, id)
  await refuseInstances(deps, caller, [instanceId])
  const to = state === 'connecting' ? 'terminated' : 'terminating'
  await store.moveTerminal({ id, to, detail: `ended by ${caller.userName}`, at: clock.now() })
  terminals.end(id)
  return findTerminal(deps, caller, id)
}
