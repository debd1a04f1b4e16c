import { type ChildProcess, spawn } from 'node:child_process'
import type { Clock } from '../clock.ts'
import type { MaskOrder } from '../mask/order.ts'
import { eachLine } from './lines.ts'
import { program } from './program.ts'
import { searchPath } from './shells.ts'

/** Without a new task for so long the process is let go: it weighs 40 MB. */
const idleMs = 60_000

interface Waiting {
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** The process that masks secrets in outputs, started for the first task that has any. It outlives the agent. */
export class Masker {
  readonly #tasks: string
  readonly #clock: Clock
  readonly #waiting = new Map<string, Waiting>()
  #child: ChildProcess | undefined
  #orders = 0

  /** `tasks`: a folder that stays. */
  constructor(tasks: string, clock: Clock) {
    this.#tasks = tasks
    this.#clock = clock
  }

  /** Stands between a script to come and its collectors when it resolves. */
  mask(order: MaskOrder): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#child ??= this.#start()
      this.#waiting.set(order.tag, { resolve, reject })
      this.#child.stdin?.write(`${JSON.stringify(order)}\n`)
      this.#orders += 1
      const orders = this.#orders
      this.#clock.after(idleMs, () => {
        if (this.#orders === orders) this.close()
      })
    })
  }

  /** It goes on with what it masks, and then leaves. */
  close(): void {
    this.#child?.stdin?.end()
    this.#child = undefined
  }

  #start(): ChildProcess {
    const child = spawn(process.execPath, [program, 'mask'], {
      cwd: this.#tasks,
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { PATH: searchPath, LC_ALL: 'C' },
    })
    const gone = (reason: string) => {
      if (this.#child !== child) return
      this.#child = undefined
      for (const { reject } of this.#waiting.values())
        reject(new Error(`the secrets in its output could not be masked: ${reason}`))
      this.#waiting.clear()
    }
    child.once('error', (error) => gone(error.message))
    child.once('exit', () => gone('the process for it ended early'))
    child.stdin?.on('error', () => {})
    eachLine(child.stdout, (line) => this.#hear(line))
    child.unref()
    return child
  }

  #hear(line: string): void {
    const [word, tag = '', ...why] = line.split(' ')
    const waiting = this.#waiting.get(tag)
    this.#waiting.delete(tag)
    if (word === 'ready') waiting?.resolve()
    else waiting?.reject(new Error(`the secrets in its output could not be masked: ${why.join(' ')}`))
  }
}
