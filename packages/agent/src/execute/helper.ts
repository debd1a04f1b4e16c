import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import type { Programs } from './install-programs.ts'
import { eachLine } from './lines.ts'
import { isAlive, type ProcessIdentity, parseIdentity } from './processes.ts'
import { searchPath } from './shells.ts'

/** What must be known of a task before its executor can be prepared. */
export interface Shape {
  readonly limit: number
  /** Empty: none. */
  readonly cgroup: string
  readonly streams: 'output' | 'output error'
  readonly cookie: string
  /** The shell that waits for the script, and the script's path; empty: none can. */
  readonly shell: string
  readonly script: string
}

/** An executor that waits in a folder for its task. */
export interface Prepared {
  readonly tag: string
  readonly keeper: ProcessIdentity
  /** Whether the starter waits already: it may be told to go before, but not be given another script to read. */
  readonly waits: () => boolean
  /** Starts the task. */
  readonly go: () => void
  /** False when the executor was killed before it could hear that. */
  readonly hasHeard: () => boolean
  /** An executor that was not told to go leaves. */
  readonly close: () => void
}

/** An executor takes 10 to 40 ms, and seconds where hundreds of agents share a machine. */
const answerMs = 30_000

interface Waiting {
  readonly folder: string
  readonly shape: Shape
  readonly resolve: (prepared: Prepared) => void
  readonly reject: (error: Error) => void
}

/** The one process that the agent starts: it forks the executors, because Node's own spawn stops the event loop for 1.5 ms. */
export class Helper {
  readonly #programs: Programs
  readonly #tasks: string
  readonly #clock: Clock
  readonly #waiting = new Map<string, Waiting>()
  /** The tags of executors whose starter does not wait yet. */
  readonly #young = new Set<string>()
  #onEnded: (tag: string) => void = () => {}
  #child: ChildProcess | undefined
  #count = 0

  /** `tasks`: the folder below which executors are prepared. */
  constructor(programs: Programs, tasks: string, clock: Clock) {
    this.#programs = programs
    this.#tasks = tasks
    this.#clock = clock
  }

  /** A hint that the task of an executor has ended. */
  onEnded(listener: (tag: string) => void): void {
    this.#onEnded = listener
  }

  prepare(folder: string, shape: Shape): Promise<Prepared> {
    return new Promise((resolve, reject) => {
      this.#child ??= this.#start()
      this.#count += 1
      this.#waiting.set(`${this.#child.pid}-${this.#count}`, { folder, shape, resolve, reject })
      if (this.#waiting.size === 1) this.#askNext()
    })
  }

  /** Executors without a task leave; the others go on. */
  close(): void {
    this.#child?.stdin?.end()
  }

  /** One at a time: the next line that the helper reads is for the executor that it prepares. */
  #askNext(): void {
    for (const [tag, { folder, shape }] of this.#waiting) {
      const { limit, cgroup, cookie, streams } = shape
      // Words of a line.
      const [shell, script] = /\s/.test(shape.script) ? ['', ''] : [shape.shell, shape.script]
      const words = [tag, folder, limit, cgroup || '-', cookie, shell || '-', script || '-', streams]
      this.#child?.stdin?.write(`${words.join(' ')}\n`)
      this.#clock.after(answerMs, () => this.#giveUp(tag))
      return
    }
  }

  /** An executor that was killed on its way never answers, and the helper waits for it: another helper takes its place. */
  #giveUp(tag: string): void {
    if (this.#waiting.has(tag)) this.#child?.kill('SIGKILL')
  }

  #start(): ChildProcess {
    const { executor, starter } = this.#programs
    const child = spawn('/bin/sh', [executor, starter], {
      cwd: this.#tasks,
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { PATH: searchPath, LC_ALL: 'C' },
    })
    const gone = (reason: string) => {
      if (this.#child !== child) return
      this.#child = undefined
      for (const { reject } of this.#waiting.values()) reject(new Error(reason))
      this.#waiting.clear()
    }
    child.once('error', (error) => gone(error.message))
    child.once('exit', () => gone('the helper that starts scripts was killed'))
    child.stdin?.on('error', () => {})
    eachLine(child.stdout, (line) => this.#hear(line.split(' ')))
    child.unref()
    return child
  }

  #hear([word, tag = '', ...identity]: readonly string[]): void {
    this.#young.delete(tag)
    if (word === 'ended') this.#onEnded(tag)
    const waiting = this.#waiting.get(tag)
    this.#waiting.delete(tag)
    if (!waiting) return
    const keeper = parseIdentity(identity)
    try {
      if (!keeper) throw new Error('no pipe could be made in the data folder')
      const gate = openGate(join(this.#tasks, waiting.folder, `${tag}.go`), keeper)
      this.#young.add(tag)
      waiting.resolve({ tag, keeper, waits: () => !this.#young.has(tag), ...gate })
      this.#child?.stdin?.write('held\n')
    } catch (error) {
      if (keeper) this.#child?.stdin?.write('leave\n')
      waiting.reject(error as Error)
    }
    this.#askNext()
  }
}

/** The agent's end of the FIFO on which an executor waits. Once it holds it, the executor leaves when the agent dies. */
function openGate(path: string, keeper: ProcessIdentity): Pick<Prepared, 'go' | 'hasHeard' | 'close'> {
  const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
  let isRead = true
  return {
    go: () => {
      try {
        writeSync(fd, 'go\n')
      } catch {
        // Nobody reads it: the executor was killed.
        isRead = false
      }
    },
    hasHeard: () => isRead && isAlive(keeper),
    close: () => closeSync(fd),
  }
}
