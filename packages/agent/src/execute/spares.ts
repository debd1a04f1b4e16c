import { randomUUID } from 'node:crypto'
import { chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plan } from '@muster/protocol/agent'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { taskFolder, tasksFolder } from '../tasks/disk-journal.ts'
import type { Drafts } from '../tasks/ports.ts'
import { type Key, keyName, type Spec } from '../tasks/spec.ts'
import type { Cgroups } from './cgroups.ts'
import type { Helper, Prepared, Shape } from './helper.ts'
import type { Scratch } from './scratch.ts'
import { findShell } from './shells.ts'
import { taskFile } from './task-file.ts'
import { waitingShell, waitingText } from './waiting-shell.ts'

/** What most tasks want. */
const usual = { limit: 24_576, streams: 'output' } as const

/** Long enough for a run on many hosts of one machine to be over: of its 20 ms of CPU a host 10 are its next executor. */
const restMs = 2_000

/** What a task has of the executor that waits for it. */
export interface Kept {
  readonly cookie: string
  readonly cgroup: string
  readonly scratch: string
}

interface Spare extends Kept {
  readonly prepared: Prepared
  readonly folder: string
  state: 'free' | 'kept'
}

export const newCookie = (): string => randomUUID().replaceAll('-', '')

export const streamsOf = ({ output }: Spec): Shape['streams'] => (output === 'split' ? 'output error' : 'output')

const shapeOf = (spec: Spec): Shape => ({
  limit: spec.outputLimit,
  cgroup: spec.cgroup,
  streams: streamsOf(spec),
  cookie: spec.cookie,
  shell: '',
  script: '',
})

/** Run by the agent's own user, without anything in between. */
const isPlain = ({ account, profile, command }: Spec) =>
  account.ids === null && profile === 'plain' && command.words.length === 0

interface Parts {
  readonly data: string
  readonly helper: Helper
  readonly cgroups: Cgroups
  readonly scratch: Pick<Scratch, 'reserve' | 'remove'>
  readonly clock: Clock
  readonly log: Log
}

/** One executor that waits for the next task, in the folder that becomes the task's and in its control group. */
export class Spares implements Drafts {
  readonly #data: string
  readonly #helper: Helper
  readonly #cgroups: Cgroups
  readonly #scratch: Parts['scratch']
  readonly #clock: Clock
  readonly #log: Log
  readonly #taken = new Map<string, Prepared>()
  /** Folders of scripts that came before their shell waited for them, by the cookies of their tasks. */
  readonly #passed = new Map<string, string>()
  #spare: Spare | undefined
  #preparing = false
  #count = 0
  #startedAt = 0
  /** Scripts mostly want the shell that the last one wanted. */
  #shell = waitingShell({ path: findShell(), argument: '', named: '' })

  constructor(parts: Parts) {
    this.#data = parts.data
    this.#helper = parts.helper
    this.#cgroups = parts.cgroups
    this.#scratch = parts.scratch
    this.#clock = parts.clock
    this.#log = parts.log
  }

  /** Keeps the spare executor for a task, if there is one and it fits. */
  keep(plan: Plan): Kept | undefined {
    const spare = this.#spare
    // What stands between the collectors and a script with secrets takes longer to start than an executor.
    const fits =
      plan.outputLimit === usual.limit && plan.output === 'merged' && plan.masks === undefined && !plan.container
    if (!spare || spare.state === 'kept' || !fits) return undefined
    spare.state = 'kept'
    if (spare.prepared.waits()) return spare
    this.#passed.set(spare.cookie, spare.scratch)
    return { ...spare, scratch: this.#scratch.reserve('') }
  }

  /** A folder that becomes the task's by a rename, with the spare executor in it when that was kept for the task. */
  take(spec: Spec): string {
    const spare = this.#spare
    if (spare?.cookie !== spec.cookie) return this.#makeDraft(keyName(spec), spec)
    this.#spare = undefined
    this.#taken.set(keyName(spec), spare.prepared)
    this.#fill(spare.folder, spec, spare.prepared)
    return spare.folder
  }

  /** A task for which the spare was kept has come to nothing, or to its end. */
  giveBack(cookie: string): void {
    const passed = this.#passed.get(cookie)
    if (passed !== undefined && this.#spare?.cookie !== cookie) {
      this.#passed.delete(cookie)
      this.#scratch.remove(passed)
    }
    if (this.#spare?.cookie === cookie) this.#spare.state = 'free'
  }

  /** The executor that was taken for a task, once. */
  claim(key: Key): Prepared | undefined {
    const prepared = this.#taken.get(keyName(key))
    this.#taken.delete(keyName(key))
    return prepared
  }

  /** Prepares an executor in the folder of a task that is there already. */
  async prepare(spec: Spec): Promise<Prepared> {
    const prepared = await this.#helper.prepare(keyName(spec), shapeOf(spec))
    this.#fill(taskFolder(this.#data, spec), spec, prepared)
    return prepared
  }

  /**
   * After a start. A new executor costs as much as a short script, which comes first, as do those of the other agents of
   * this host: it is made later, but at once where tasks follow each other.
   */
  refillAfterStart(spec: Spec): void {
    if (isPlain(spec)) this.#shell = waitingShell(spec.interpreter)
    const now = this.#clock.now()
    const following = now - this.#startedAt < restMs
    this.#startedAt = now
    if (following) this.refill()
    else this.#clock.after(restMs, () => this.refill())
  }

  /** Has an executor prepared for the next task, unless there is one. */
  refill(): void {
    if (this.#preparing || this.#spare) return
    this.#preparing = true
    this.#prepareSpare()
      .catch((error: Error) => this.#log.warn(`no executor could be prepared: ${error.message}`))
      .finally(() => {
        this.#preparing = false
      })
  }

  close(): void {
    this.#spare?.prepared.close()
    if (this.#spare) this.#scratch.remove(this.#spare.scratch)
    this.#spare = undefined
    this.#helper.close()
  }

  async #prepareSpare(): Promise<void> {
    this.#count += 1
    const name = `spare-${this.#count}`
    const folder = this.#makeDraft(name, undefined)
    const cookie = newCookie()
    const cgroup = this.#cgroups.make(cookie.slice(0, 12))
    const shell = this.#shell
    const scratch = this.#scratch.reserve(waitingText(shell))
    const shape = { ...usual, cgroup, cookie, shell, script: join(scratch, 'script') }
    const prepared = await this.#helper.prepare(`new.${name}`, shape)
    this.#spare = { prepared, folder, cookie, cgroup, scratch, state: 'free' }
  }

  #makeDraft(name: string, spec: Spec | undefined): string {
    const folder = join(tasksFolder(this.#data), `new.${name}`)
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { mode: 0o700 })
    if (spec) this.#fill(folder, spec, undefined)
    return folder
  }

  /** What an executor needs to know, and may give to the script's user, before it is told to go. */
  #fill(folder: string, spec: Spec, prepared: Prepared | undefined): void {
    if (spec.verdict || spec.life === 'standing') return
    writeOnce(join(folder, 'task'), taskFile(spec))
    const { ids } = spec.account
    if (!ids || !prepared) return
    for (const stream of shapeOf(spec).streams.split(' '))
      chownSync(join(folder, `${prepared.tag}.${stream}.fifo`), ids.uid, ids.gid)
  }
}

/** An executor of an earlier agent may be reading the file. */
function writeOnce(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
