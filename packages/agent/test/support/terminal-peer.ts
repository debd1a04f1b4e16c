import { type TerminalReport, type TerminalWork, terminalText } from '@muster/protocol/agent'
import { signText } from '../../src/identity/keys.ts'
import type { FakeServer } from './fake-server.ts'
import { until } from './until.ts'

/** The server's end of one terminal: it gives credit for what it has read, unless told not to. */
export class TerminalPeer {
  readonly #server: FakeServer
  readonly #terminal: number
  #seen = 0
  #text = ''
  reading: 'on' | 'off' = 'on'

  constructor(server: FakeServer, terminal: number) {
    this.#server = server
    this.#terminal = terminal
  }

  /** Resolves when it is open, or has ended without. */
  async open(work: Partial<TerminalWork> = {}, keys = this.#server.keys): Promise<void> {
    const whole: TerminalWork = {
      terminal: `term-${this.#terminal}`,
      instance: 'ins-test0001',
      epoch: this.#server.enrolled.get('ins-test0001')?.epoch ?? 0,
      userName: '',
      commandLine: '/bin/sh',
      columns: 80,
      rows: 24,
      ...work,
    }
    const bytes = Buffer.from(JSON.stringify(whole))
    const signature = Buffer.from(signText(keys, terminalText(bytes)), 'base64')
    this.#server.send({ type: 'openTerminal', terminal: this.#terminal, work: bytes, signature })
    await until(`terminal ${this.#terminal} to open`, () => this.#reports().length > 0)
  }

  type(text: string): void {
    this.#server.send({ type: 'terminalInput', terminal: this.#terminal, data: Buffer.from(text) })
  }

  resize(columns: number, rows: number): void {
    this.#server.send({ type: 'terminalSize', terminal: this.#terminal, columns, rows })
  }

  close(): void {
    this.#server.send({ type: 'closeTerminal', terminal: this.#terminal })
  }

  /** All that was shown until now. */
  get text(): string {
    const mine = this.#reports()
    for (const report of mine.slice(this.#seen)) {
      if (report.type !== 'terminalOutput') continue
      this.#text += Buffer.from(report.data).toString('latin1')
      if (this.reading === 'on')
        this.#server.send({ type: 'terminalCredit', terminal: this.#terminal, bytes: report.data.length })
    }
    this.#seen = mine.length
    return this.#text
  }

  shows(words: string): Promise<string> {
    return until(`${JSON.stringify(words)} in the terminal`, () => (this.text.includes(words) ? this.text : undefined))
  }

  ended(): Promise<Extract<TerminalReport, { type: 'terminalEnded' }>> {
    return until(`the end of terminal ${this.#terminal}`, () => {
      void this.text
      return this.#reports().find((report) => report.type === 'terminalEnded')
    })
  }

  #reports = (): readonly TerminalReport[] =>
    this.#server.terminals.filter(({ terminal }) => terminal === this.#terminal)
}
