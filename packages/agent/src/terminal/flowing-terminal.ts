import { randomUUID } from 'node:crypto'
import { type TerminalOrder, type TerminalWork, terminalWindow } from '@muster/protocol/agent'
import type { Cgroups } from '../execute/cgroups.ts'
import { Pty, type PtyWork } from './pty.ts'
import type { TerminalLine } from './terminals.ts'

type Opening = Pick<TerminalWork, 'terminal' | 'commandLine' | 'columns' | 'rows'> &
  Pick<PtyWork, 'account' | 'agent'> & { readonly cgroups: Cgroups }

/** One terminal: no more of it is on the way to the server, and none more waits for the host, than its windows hold. */
export class FlowingTerminal {
  readonly #number: number
  readonly #line: TerminalLine
  readonly #gone: () => void
  #pty: Pty | undefined
  #size: { readonly columns: number; readonly rows: number } | undefined
  #credit: number = terminalWindow.output
  #untaken = 0
  #isEnding = false

  constructor(number: number, line: TerminalLine, gone: () => void) {
    this.#number = number
    this.#line = line
    this.#gone = gone
  }

  open({ terminal: name, cgroups, ...work }: Opening): void {
    const terminal = this.#number
    const tell = (exitCode: number | null, cause: string) => {
      this.#gone()
      this.#line.send({ type: 'terminalEnded', terminal, exitCode, cause })
    }
    if (this.#isEnding) {
      tell(null, '')
      return
    }
    const cgroup = cgroups.make(`terminal-${name}-${randomUUID().slice(0, 8)}`)
    let isOpen = false
    this.#pty = new Pty(
      { ...work, ...this.#size, cookie: `${work.agent}-${name}`, cgroup },
      {
        opened: () => {
          isOpen = true
          this.#line.send({ type: 'terminalOpened', terminal })
        },
        output: (data) => {
          if (this.#isEnding) return
          this.#credit -= data.length
          if (this.#credit <= 0) this.#pty?.pause()
          this.#line.send({ type: 'terminalOutput', terminal, data })
        },
        ended: (exitCode) => {
          cgroups.remove(cgroup)
          tell(isOpen ? exitCode : null, isOpen ? '' : 'the host could open no PTY for this user')
        },
      },
    )
  }

  handle(order: Exclude<TerminalOrder, { type: 'openTerminal' }>): void {
    switch (order.type) {
      case 'terminalInput':
        this.#type(order.data)
        return
      case 'terminalSize':
        this.#size = { columns: order.columns, rows: order.rows }
        this.#pty?.resize(order.columns, order.rows)
        return
      case 'terminalCredit':
        this.#credit += order.bytes
        if (this.#credit > 0) this.#pty?.resume()
        return
      case 'closeTerminal':
        this.end()
    }
  }

  end(): void {
    if (this.#isEnding) return
    this.#isEnding = true
    this.#pty?.end()
  }

  #type(data: Uint8Array): void {
    if (this.#isEnding || !this.#pty) return
    this.#untaken += data.length
    // A server that keeps to the protocol waits; one that does not must not fill this host.
    if (this.#untaken > 2 * terminalWindow.input) {
      this.end()
      return
    }
    this.#pty.write(data, () => {
      this.#untaken -= data.length
      this.#line.send({ type: 'terminalTaken', terminal: this.#number, bytes: data.length })
    })
  }
}
