import type { ClosedReason, TerminalState } from '@muster/core'
import { terminalWindow } from '@muster/protocol/agent'
import type { Connection, ConnectionEvents } from '@muster/protocol/websocket'
import type { TerminalLine, TerminalLineEvents } from '../gateway/native/terminal-lines.ts'
import type { Recording } from './recording.ts'
import type { ClientWord, Wire } from './wires/wire.ts'

/** Between the order to end and the end that the agent tells: it hangs up first and kills a second later. */
const endMs = 5_000
const normal = 1000
const notUnderstood = 1003

export interface Outcome {
  readonly to: Extract<TerminalState, 'disconnected' | 'terminated' | 'failed'>
  readonly closedReason?: ClosedReason
  readonly detail: string
  readonly exitCode?: number | undefined
}

export interface LiveParts {
  readonly client: Connection
  readonly wire: Wire
  readonly recording: Recording
  readonly now: () => number
  readonly limits: { readonly idleMs: number; readonly totalMs: number }
  readonly opened: () => void
  /** Once. */
  readonly ended: (outcome: Outcome) => void
}

/**
 * A client and its terminal. Output waits for the client and the recording, input for the host; what waits stays with who
 * sent it.
 */
export class LiveTerminal {
  readonly #parts: LiveParts
  readonly #startedAt: number
  #line: TerminalLine | undefined
  #activeAt: number
  #untaken = 0
  #isOpen = false
  /** What it will have ended as, and since when it is asked to. */
  #ending: { readonly outcome: Outcome; readonly since: number } | undefined
  #isOver = false

  constructor(parts: LiveParts) {
    this.#parts = parts
    this.#startedAt = parts.now()
    this.#activeAt = this.#startedAt
  }

  /** What the host tells. */
  readonly fromHost: TerminalLineEvents = {
    opened: () => {
      this.#isOpen = true
      this.#parts.opened()
      this.#parts.client.resume()
    },
    output: (data) => this.#show(data),
    taken: (bytes) => {
      this.#untaken -= bytes
      if (this.#untaken < terminalWindow.input) this.#parts.client.resume()
    },
    ended: ({ exitCode, cause }) => {
      if (this.#ending) this.#finish(this.#ending.outcome)
      else if (exitCode !== null) this.#finish({ to: 'terminated', detail: cause, exitCode })
      else this.#finish({ to: this.#isOpen ? 'terminated' : 'failed', detail: cause || 'the host ended it' })
    },
    lost: () =>
      this.#finish({
        to: this.#left(),
        closedReason: 'AgentSocketClosed',
        detail: 'the connection to the host is lost',
      }),
  }

  /** What the client tells. */
  readonly fromClient: ConnectionEvents = {
    message: (message) => {
      const word = this.#parts.wire.read(message)
      if (word) this.#take(word)
      else this.#parts.client.close(notUnderstood, 'no message of a terminal')
    },
    heard: () => {},
    ended: () => {
      if (this.#isOver) return
      this.end({ to: this.#left(), closedReason: 'ClientClosed', detail: 'the client left' })
    },
  }

  /** Nothing is read from the client until its terminal is open. */
  attach(line: TerminalLine): void {
    this.#line = line
    this.#parts.client.pause()
  }

  /** Ends what runs on the host; once the host has said so, all is over. */
  end(outcome: Outcome): void {
    if (this.#ending || this.#isOver) return
    this.#ending = { outcome, since: this.#parts.now() }
    this.#line?.close()
    if (!this.#line) this.#finish(outcome)
  }

  /** Called now and then: ends what is idle, too old, or did not end when it was told to. */
  look(): void {
    const { now, limits } = this.#parts
    const at = now()
    if (this.#ending) {
      if (at - this.#ending.since >= endMs) this.#finish(this.#ending.outcome)
    } else if (at - this.#startedAt >= limits.totalMs)
      this.end({ to: 'terminated', detail: `open for ${limits.totalMs / 1000} s, as long as one may be` })
    else if (at - this.#activeAt >= limits.idleMs)
      this.end({ to: 'terminated', detail: `idle for ${limits.idleMs / 1000} s` })
  }

  #left(): 'disconnected' | 'failed' {
    return this.#isOpen ? 'disconnected' : 'failed'
  }

  #show(data: Uint8Array): void {
    const { client, wire, recording, now } = this.#parts
    this.#activeAt = now()
    let waits = 2
    const passed = () => {
      waits -= 1
      if (waits === 0) this.#line?.credit(data.length)
    }
    recording.output(data, (problem) => {
      if (problem === undefined) passed()
      else this.end({ to: 'terminated', detail: problem })
    })
    if (!this.#ending) client.send(wire.output(data), passed)
  }

  #take(word: ClientWord): void {
    switch (word.kind) {
      case 'input':
        this.#activeAt = this.#parts.now()
        this.#untaken += word.data.length
        if (this.#untaken >= terminalWindow.input) this.#parts.client.pause()
        this.#line?.input(word.data)
        return
      case 'size':
        this.#parts.recording.resize(word.columns, word.rows)
        this.#line?.resize(word.columns, word.rows)
        return
      case 'close':
        this.#parts.client.close(normal, '')
        return
      case 'alive':
        return
    }
  }

  #finish(outcome: Outcome): void {
    if (this.#isOver) return
    this.#isOver = true
    const { client, wire, ended } = this.#parts
    client.send(wire.end({ exitCode: outcome.exitCode, reason: outcome.detail }))
    client.close(normal, '')
    client.resume()
    ended(outcome)
  }
}
