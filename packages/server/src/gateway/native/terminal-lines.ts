import { type TerminalOrder, type TerminalReport, type TerminalWork, terminalText } from '@muster/protocol/agent'
import type { ServerKey } from '../../keys/server-key.ts'
import type { Session } from './session.ts'

/** One terminal on its host, as seen from here. */
export interface TerminalLine {
  readonly input: (data: Uint8Array) => void
  readonly resize: (columns: number, rows: number) => void
  /** So many bytes of output have reached their reader. */
  readonly credit: (bytes: number) => void
  readonly close: () => void
}

export interface TerminalLineEvents {
  readonly opened: () => void
  readonly output: (data: Uint8Array) => void
  /** The host has taken so many bytes of input. */
  readonly taken: (bytes: number) => void
  readonly ended: (how: { readonly exitCode: number | null; readonly cause: string }) => void
  /** The agent is gone, and the terminal with it. */
  readonly lost: () => void
}

export interface WantedTerminal extends Omit<TerminalWork, 'instance' | 'epoch'> {
  readonly number: number
  readonly instanceId: number
}

export type OpenTerminal = (wanted: WantedTerminal, events: TerminalLineEvents) => TerminalLine | undefined

export interface TerminalLines {
  /** Undefined: no agent of the instance is connected here. */
  readonly open: OpenTerminal
  readonly heard: (session: Session, report: TerminalReport) => void
  readonly gone: (session: Session) => void
}

export function createTerminalLines(sessions: ReadonlyMap<number, Session>, serverKey: ServerKey): TerminalLines {
  const lines = new Map<Session, Map<number, TerminalLineEvents>>()

  return {
    open: ({ number: terminal, instanceId, ...wanted }, events) => {
      const session = sessions.get(instanceId)
      if (!session) return undefined
      const work: TerminalWork = { ...wanted, instance: session.instanceName, epoch: session.epoch }
      const bytes = Buffer.from(JSON.stringify(work))
      const send = (order: TerminalOrder) => session.send(order)
      const open = lines.get(session) ?? new Map<number, TerminalLineEvents>()
      lines.set(session, open.set(terminal, events))
      send({ type: 'openTerminal', terminal, work: bytes, signature: serverKey.sign(terminalText(bytes)) })
      return {
        input: (data) => send({ type: 'terminalInput', terminal, data }),
        resize: (columns, rows) => send({ type: 'terminalSize', terminal, columns, rows }),
        credit: (count) => send({ type: 'terminalCredit', terminal, bytes: count }),
        close: () => send({ type: 'closeTerminal', terminal }),
      }
    },
    heard: (session, report) => {
      const open = lines.get(session)
      const events = open?.get(report.terminal)
      if (!open || !events) return
      switch (report.type) {
        case 'terminalOpened':
          events.opened()
          return
        case 'terminalOutput':
          events.output(report.data)
          return
        case 'terminalTaken':
          events.taken(report.bytes)
          return
        case 'terminalEnded':
          open.delete(report.terminal)
          events.ended(report)
      }
    },
    gone: (session) => {
      const open = lines.get(session)
      lines.delete(session)
      for (const events of open?.values() ?? []) events.lost()
    },
  }
}
