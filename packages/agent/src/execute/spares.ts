import { randomUUID } from 'node:crypto'
import { chownSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import type { Plan } from '@muster/protocol/agent'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { taskFolder, tasksFolder } from '../tasks/disk-journal.ts'
import type { Draft, Drafts } from '../tasks/ports.ts'
import { type Key, keyName, type Spec } from '../tasks/spec.ts'
import { nextTurn } from '../turn.ts'
import { type Blanks, openBlanks, writeOnce } from './blanks.ts'
import type { Cgroups } from './cgroups.ts'
import type { Helper, Prepared, Shape } from './helper.ts'
import { type Place, type Scratch, scriptFile } from './scratch.ts'
import { findShell } from './shells.ts'
import { makeDraft, removeDraftFolder } from './task-draft.ts'
import { taskFile } from './task-file.ts'
import { waitingShell, waitingText } from './waiting-shell.ts'

/** What most tasks want. */
const usual = { limit: 24_576, streams: 'output' } as const

/** Long enough for a run on many hosts of one machine to be over: of its 20 ms of CPU a host 10 are its next executor. */
const restMs = 2_000
/** For an executor that is being made, which takes 10 to 40 ms: a task must be accepted even where none can be made. */
const patienceMs = 200
/** Tasks that follow each other sooner leave no time between them. */
const pauseMs = 40

/** What a task has of the executor that waits for it. */
export interface Kept {
  readonly cookie: string
  readonly cgroup: string
  /** For the script, where a shell waits for it there. */
  readonly place: Place | undefined
}

interface Spare extends Kept {
  readonly prepared: Prepared
  readonly folder: string
  readonly blanks: Blanks
  /** Given away once. */
  place: Place | undefined
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
  readonly helper: Pick<Helper, 'prepare' | 'close'>
  readonly cgroups: Cgroups
  readonly scratch: Pick<Scratch, 'reserve' | 'remove'>
  readonly clock: Clock
  readonly log: Log
}

/** One executor that waits for the next task, in the folder that becomes the task's and in its control group. */
export class Spares implements Drafts {
  readonly #data: string
  readonly #helper: Parts['helper']
  readonly #cgroups: Cgroups
  readonly #scratch: Parts['scratch']
  readonly #clock: Clock
  readonly #log: Log
  readonly #taken = new Map<string, Prepared>()
  /** Folders for scripts that lie elsewhere, as before their shell waited for them, by the cookies of their tasks. */
  readonly #passed = new Map<string, string>()
  #spare: Spare | undefined
  #preparing: Promise<void> | undefined
  #count = 0
  #startedAt = 0
  /** Between the last two starts. */
  #pause = Number.POSITIVE_INFINITY
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

  /**
   * Keeps the spare executor for a task, if there is one and it fits, or soon will be. `file` is the name of the script's.
   */
  async keep(plan: Plan, file: string): Promise<Kept | undefined> {
    // What stands between the collectors and a script with secrets takes longer to start than an executor.
    const fits =
      plan.outputLimit === usual.limit && plan.output === 'merged' && plan.masks === undefined && !plan.container
    if (!fits) return undefined
    // The helper makes one executor at a time: one for this task alone would be ready after this one.
    if (!this.#spare && this.#preparing) await Promise.race([this.#preparing, this.#patience()])
    const spare = this.#spare
    if (!spare || spare.state === 'kept') return undefined
    spare.state = 'kept'
    const { cookie, cgroup, place } = spare
    if (!place || file !== scriptFile || !spare.prepared.waits()) return { cookie, cgroup, place: undefined }
    spare.place = undefined
    return { cookie, cgroup, place }
  }

  /** The folder of the spare executor when that was kept for the task. */
  take(spec: Spec): Draft {
    const spare = this.#spare
    if (spare?.cookie !== spec.cookie) return makeDraft(this.#data, spec, this.#log)
    this.#spare = undefined
    this.#taken.set(keyName(spec), spare.prepared)
    const { folder, prepared, blanks, place } = spare
    place?.close()
    if (place) this.#passed.set(spec.cookie, place.folder)
    return {
      folder,
      fill: () => {
        blanks.write('task', taskFile(spec))
        giveStreams(folder, spec, prepared)
      },
      write: (text) => blanks.write('spec.json', text),
      drop: () => {
        blanks.close()
        removeDraftFolder(folder, this.#log)
      },
    }
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
    const folder = taskFolder(this.#data, spec)
    try {
      writeOnce(`${folder}/task`, taskFile(spec))
      giveStreams(folder, spec, prepared)
      return prepared
    } catch (error) {
      prepared.close()
      throw error
    }
  }

  /**
   * After a start. A new executor costs as much as a short script, which comes first, as do those of the other agents of
   * this host: it is made a quarter of the way to the next task, if that comes as soon as the sooner of the last two did,
   * so that one pause does not slow the task behind it. Half the way left a slow machine too little: the kernel alone takes
   * up to 20 ms to move it into its group.
   */
  refillAfterStart(spec: Spec): void {
    if (isPlain(spec)) this.#shell = waitingShell(spec.interpreter)
    const now = this.#clock.now()
    const pause = now - this.#startedAt
    const between = Math.max(pauseMs, Math.min(pause, this.#pause))
    this.#startedAt = now
    this.#pause = pause
    if (pause < pauseMs) void nextTurn().then(() => this.refill())
    else this.#clock.after(Math.min(restMs, between / 4), () => this.refill())
  }

  /** Has an executor prepared for the next task, unless there is one. */
  refill(): void {
    if (this.#preparing || this.#spare) return
    this.#preparing = this.#prepareSpare()
      .catch((error: Error) => this.#log.warn(`no executor could be prepared: ${error.message}`))
      .finally(() => {
        this.#preparing = undefined
      })
  }

  close(): void {
    this.#spare?.prepared.close()
    this.#spare?.blanks.close()
    if (this.#spare?.place) this.#passOver(this.#spare.place)
    this.#spare = undefined
    this.#helper.close()
  }

  #patience(): Promise<void> {
    return new Promise((resolve) => this.#clock.after(patienceMs, resolve))
  }

  /** Aside of the event loop: where others write to the disk, a new file takes milliseconds. */
  async #prepareSpare(): Promise<void> {
    this.#count += 1
    const name = `new.spare-${this.#count}`
    const folder = `${tasksFolder(this.#data)}/${name}`
    const undo: (() => void)[] = []
    try {
      await mkdir(folder, { mode: 0o700 })
      undo.push(() => removeDraftFolder(folder, this.#log))
      const cookie = newCookie()
      const cgroup = await this.#cgroups.makeAside(cookie.slice(0, 12))
      undo.push(() => this.#cgroups.remove(cgroup))
      const shell = this.#shell
      const place = this.#scratch.reserve(waitingText(shell))
      undo.push(() => this.#passOver(place))
      const shape = { ...usual, cgroup, cookie, shell, script: `${place.folder}/${scriptFile}` }
      const prepared = await this.#helper.prepare(name, shape)
      undo.push(prepared.close)
      const blanks = await openBlanks(folder)
      this.#spare = { prepared, folder, blanks, cookie, cgroup, place, state: 'free' }
    } catch (error) {
      for (const step of undo.reverse()) step()
      throw error
    }
  }

  /** No script comes there. */
  #passOver(place: Place): void {
    place.close()
    this.#scratch.remove(place.folder)
  }
}

/** Before it is told to go: the script's user may open its output again. */
function giveStreams(folder: string, spec: Spec, { tag }: Prepared): void {
  const { ids } = spec.account
  if (!ids) return
  for (const stream of streamsOf(spec).split(' ')) chownSync(`${folder}/${tag}.${stream}.fifo`, ids.uid, ids.gid)
}
