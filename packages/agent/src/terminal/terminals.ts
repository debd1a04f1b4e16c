import type { TerminalOrder, TerminalReport, TerminalWork } from '@muster/protocol/agent'
import type { FoundAccount } from '../execute/accounts.ts'
import type { Cgroups } from '../execute/cgroups.ts'
import type { Log } from '../log.ts'
import { FlowingTerminal } from './flowing-terminal.ts'
import type { CheckOrder } from './order.ts'

/** Terminals on one host at a time. Source: session, connectedPerInstance. */
export const terminalLimit = 20

export interface TerminalLine {
  readonly send: (report: TerminalReport) => void
}

/** What takes a server's orders about terminals. */
export interface TerminalDesk {
  /** A new line to the server; with the line goes all that was opened over it. */
  readonly connect: (line: TerminalLine, check: CheckOrder) => void
  readonly disconnect: () => void
  readonly handle: (order: TerminalOrder) => void
}

interface Parts {
  /** What the host's owner and its programs say against a terminal of this user. */
  readonly refusal: (userName: string) => Promise<string | undefined>
  readonly findAccount: (name: string) => Promise<FoundAccount>
  readonly cgroups: Cgroups
  /** Called before one is opened. */
  readonly opening: () => void
  /** The name of this agent on its host. */
  readonly agent: string
  readonly log: Log
}

interface Connected {
  readonly line: TerminalLine
  readonly check: CheckOrder
  readonly terminals: Map<number, FlowingTerminal>
}

export function createTerminals(parts: Parts): TerminalDesk {
  let now: Connected | undefined

  const open = async (
    over: Connected,
    { terminal, work, signature }: Extract<TerminalOrder, { type: 'openTerminal' }>,
  ) => {
    const { line, check, terminals } = over
    const fail = (cause: string) => {
      parts.log.warn(`refused a terminal: ${cause}`)
      terminals.delete(terminal)
      line.send({ type: 'terminalEnded', terminal, exitCode: null, cause })
    }
    if (terminals.has(terminal)) return
    const checked = check(work, signature)
    if (typeof checked === 'string') return fail(checked)
    if (terminals.size >= terminalLimit) return fail(`${terminalLimit} terminals are open on this host already`)
    const flowing = new FlowingTerminal(terminal, line, () => terminals.delete(terminal))
    terminals.set(terminal, flowing)
    const found = await prepare(parts, checked).catch((error: unknown) => ({ cause: String(error) }))
    if ('cause' in found) return fail(found.cause)
    parts.log.info(`terminal ${checked.terminal} as ${found.account.name}`)
    flowing.open({ ...checked, account: found.account, agent: parts.agent, cgroups: parts.cgroups })
  }

  return {
    connect: (line, check) => {
      now = { line, check, terminals: new Map() }
    },
    disconnect: () => {
      for (const terminal of now?.terminals.values() ?? []) terminal.end()
      now = undefined
    },
    handle: (order) => {
      if (!now) return
      if (order.type === 'openTerminal') void open(now, order)
      else now.terminals.get(order.terminal)?.handle(order)
    },
  }
}

async function prepare({ refusal, findAccount, opening }: Parts, { userName }: TerminalWork): Promise<FoundAccount> {
  const cause = await refusal(userName)
  if (cause !== undefined) return { cause }
  opening()
  return findAccount(userName)
}

/** Of a host that is only simulated. */
export function noTerminals(): TerminalDesk {
  let line: TerminalLine | undefined
  return {
    connect: (made) => {
      line = made
    },
    disconnect: () => {
      line = undefined
    },
    handle: ({ type, terminal }) => {
      if (type !== 'openTerminal') return
      line?.send({
        type: 'terminalEnded',
        terminal,
        exitCode: null,
        cause: 'this host is simulated: it has no terminals',
      })
    },
  }
}
