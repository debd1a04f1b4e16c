import { type ChildProcess, execFile, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { eachLine } from '../execute/lines.ts'
import type { Spec } from '../tasks/spec.ts'
import { enterScript, keeperScript } from './keeper-script.ts'
import { ownerVariable } from './leftovers.ts'

export interface PtyEvents {
  readonly opened: () => void
  readonly output: (bytes: Buffer) => void
  /** Once, last of all: nothing of it runs any more. Null: it was ended before its program. */
  readonly ended: (exitCode: number | null) => void
}

export interface PtyWork {
  readonly account: Spec['account']
  readonly commandLine: string
  readonly columns: number
  readonly rows: number
  /** The agent and the terminal, by which its processes are known. */
  readonly agent: string
  readonly cookie: string
  /** Empty: there is none. */
  readonly cgroup: string
}

/** A PTY with a user's shell, and the process that keeps it: it ends when this process does, however that ends. */
export class Pty {
  readonly #keeper: ChildProcess
  readonly #input: Writable
  readonly #output: Readable
  readonly #lifeline: Writable
  #tty = ''
  #exitCode: number | null = null
  #isEnding = false

  constructor(work: PtyWork, events: PtyEvents) {
    const { cookie, cgroup, account } = work
    const ids = [account.ids?.uid ?? '', account.ids?.gid ?? ''].map(String)
    this.#keeper = spawn('/bin/sh', ['-c', keeperScript, 'muster-terminal', cookie, cgroup, ...ids, enterScript], {
      // A ctrl-c at the terminal of the agent is none of theirs.
      detached: true,
      cwd: '/',
      env: environmentOf(work),
      stdio: ['pipe', 'pipe', 'ignore', 'pipe', 'pipe'],
    })
    const [input, output, , lifeline, words] = this.#keeper.stdio
    this.#input = input as Writable
    this.#output = output as Readable
    this.#lifeline = lifeline as Writable
    // What is written to a keeper that is gone is lost; its end tells the rest.
    for (const stream of [this.#input, this.#lifeline, words as Readable]) stream.on('error', () => {})
    this.#output.on('data', events.output)
    eachLine(words as Readable, (line) => this.#hear(line, events))
    this.#keeper.on('error', () => events.ended(null))
    this.#keeper.on('close', () => events.ended(this.#exitCode))
  }

  /** `taken` is called when the host has it. */
  write(bytes: Uint8Array, taken: () => void): void {
    this.#input.write(bytes, taken)
  }

  pause(): void {
    this.#output.pause()
  }

  resume(): void {
    this.#output.resume()
  }

  /** The kernel tells the foreground programs by SIGWINCH. */
  resize(columns: number, rows: number): void {
    if (this.#tty === '') return
    execFile('stty', ['-F', this.#tty, 'rows', String(rows), 'columns', String(columns)], () => {})
  }

  /** Hangs up, and kills what a second later still runs. What is still on its way to be shown is lost. */
  end(): void {
    this.#isEnding = true
    this.#lifeline.end()
    this.#output.resume()
  }

  #hear(line: string, { opened }: PtyEvents): void {
    const [word, value = '', leader = ''] = line.split(' ')
    if (word === 'opened' && /^\/dev\/\S+$/.test(value)) {
      this.#tty = value
      this.#lifeline.write(`${leader}\n`)
      opened()
    }
    if (word !== 'exit' || this.#isEnding) return
    this.#exitCode = Number(value)
    this.#lifeline.end()
  }
}

function environmentOf({ account, agent, commandLine, columns, rows }: PtyWork): NodeJS.ProcessEnv {
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: account.home,
    USER: account.name,
    LOGNAME: account.name,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    [ownerVariable]: agent,
    MUSTER_SHELL: account.shell,
    MUSTER_COMMAND: commandLine,
    MUSTER_COLUMNS: String(columns),
    MUSTER_ROWS: String(rows),
  }
}
