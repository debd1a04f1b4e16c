import type { ChildProcess } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { type FSWatcher, watch } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plan } from '@muster/protocol/agent'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { taskFolder } from '../tasks/disk-journal.ts'
import type { Executor, Look } from '../tasks/ports.ts'
import { deadSpec, type Key, keyName, type Spec } from '../tasks/spec.ts'
import type { createAccounts } from './accounts.ts'
import type { Cgroups } from './cgroups.ts'
import { gather, leftovers, makeOnce, readGuard } from './evidence.ts'
import { interpreterOf } from './interpreter.ts'
import { judge } from './judge.ts'
import { signalProcess, startOf } from './processes.ts'
import { measureMerged, measureSplit, type RecordState, readMerged, readSplit } from './record.ts'
import type { Scratch } from './scratch.ts'
import { findShell, startExecutor } from './start.ts'

/** A change is noticed by the kernel's hint; the poll is for where hints do not come, and for executors of an earlier agent. */
const pollMs = { own: 2_000, inherited: 250 } as const
/** A script that prints line by line is looked at this often at most. */
const settleMs = 20

interface Running {
  readonly spec: Spec
  readonly watcher: FSWatcher | undefined
  child: ChildProcess | undefined
  /** Whether this agent has started an executor for it. */
  launched: boolean
  polledAt: number
  hinted: boolean
}

export interface HostParts {
  readonly data: string
  readonly boot: string
  readonly program: string
  readonly scratch: Scratch
  readonly cgroups: Cgroups
  readonly findAccount: ReturnType<typeof createAccounts>
  readonly clock: Clock
  readonly log: Log
}

/** Runs scripts on this host, each under a shell executor that needs no agent. */
export class HostExecutor implements Executor {
  readonly #parts: HostParts
  readonly #running = new Map<string, Running>()
  #listener: (key: Key) => void = () => {}
  #poll: NodeJS.Timeout | undefined

  constructor(parts: HostParts) {
    this.#parts = parts
  }

  readonly onChange = (listener: (key: Key) => void): void => {
    this.#listener = listener
  }

  readonly prepare = async (plan: Plan): Promise<Spec> => {
    const { boot, clock, findAccount, scratch, cgroups } = this.#parts
    const found = await findAccount(plan.userName)
    if ('cause' in found)
      return deadSpec(plan, plan.task, boot, { outcome: 'startFailed', cause: found.cause, at: clock.now() })
    const script = Buffer.from(plan.script, 'base64')
    const cookie = randomBytes(16).toString('hex')
    return {
      sequence: plan.sequence,
      attempt: plan.attempt,
      task: plan.task,
      boot,
      cookie,
      scriptSha256: createHash('sha256').update(script).digest('hex'),
      scratch: await scratch.write(script, found.account.ids),
      cgroup: cgroups.make(cookie.slice(0, 12)),
      interpreter: interpreterOf(script, findShell()),
      account: found.account,
      workingDirectory: plan.workingDirectory,
      profile: plan.profile,
      termination: plan.termination,
      output: plan.output,
      outputLimit: plan.outputLimit,
      timeoutSeconds: plan.timeoutSeconds,
      killGraceMs: plan.killGraceMs,
      verdict: null,
    }
  }

  /** Starts the executor, or follows the one that an earlier agent started: which, the next look finds out. */
  readonly launch = (spec: Spec): void => {
    if (spec.verdict || this.#running.has(keyName(spec))) return
    const running: Running = {
      spec,
      watcher: this.#watch(spec),
      child: undefined,
      launched: false,
      polledAt: this.#parts.clock.now(),
      hinted: false,
    }
    this.#running.set(keyName(spec), running)
    this.#poll ??= setInterval(() => this.#pollAll(), pollMs.inherited)
    this.#startIfAbsent(running).catch((error: unknown) =>
      this.#parts.log.warn(`${keyName(spec)} cannot be started now: ${error instanceof Error ? error.message : error}`),
    )
  }

  readonly look = async (spec: Spec): Promise<Look> => {
    const folder = this.#folder(spec)
    const running = this.#running.get(keyName(spec))
    const boot = spec.boot === this.#parts.boot ? 'same' : 'other'
    const evidence = await gather(folder, { boot, cookie: spec.cookie }, running?.child ? 'child' : 'unknown')
    const judged = judge(spec, evidence)
    // An executor that ended before it claimed its task, as on a full disk, is not started again.
    const failed = judged.state === 'absent' && running?.launched && !running.child
    if (judged.state === 'abandoned' || failed) {
      await this.#giveUp(spec, boot)
      return this.look(spec)
    }
    if (judged.state === 'running') {
      const { size } = await this.#measure(spec, 'growing')
      return { startedAt: judged.startedAt, available: size, end: null }
    }
    if (judged.state !== 'ended') return { startedAt: null, available: 0, end: null }
    const { ending } = judged
    const measure =
      ending.startedAt === null ? { size: 0, dropped: 0 } : await this.#measure(spec, { dropped: judged.dropped })
    await this.#letGo(spec)
    return { startedAt: ending.startedAt, available: measure.size, end: { ...ending, ...measure } }
  }

  readonly read = (spec: Spec, offset: number, length: number): Promise<Uint8Array> => {
    const files = { folder: this.#folder(spec), limit: spec.outputLimit }
    return spec.output === 'split' ? readSplit(files, offset, length) : readMerged(files, offset, length)
  }

  readonly cancel = async (spec: Spec): Promise<void> => {
    const folder = this.#folder(spec)
    const taken = await makeOnce(folder, 'mark', 'agent cancelled cancelled before it started', 'draft.cancel')
    if (taken === 'made') return
    await writeFile(join(folder, 'cancel'), '', { mode: 0o600 })
    const guard = await readGuard(folder)
    if (guard) signalProcess(guard, 'SIGUSR1')
  }

  readonly forget = async (spec: Spec): Promise<void> => {
    await this.#letGo(spec)
  }

  /** Stops watching; the scripts go on. */
  close(): void {
    clearInterval(this.#poll)
    for (const { watcher } of this.#running.values()) watcher?.close()
    this.#running.clear()
  }

  #folder(key: Key): string {
    return taskFolder(this.#parts.data, key)
  }

  async #startIfAbsent(running: Running): Promise<void> {
    const { spec } = running
    const { boot, program, log } = this.#parts
    const same = spec.boot === boot ? 'same' : 'other'
    const folder = this.#folder(spec)
    const judged = judge(spec, await gather(folder, { boot: same, cookie: spec.cookie }, 'unknown'))
    if (judged.state !== 'absent') return this.#listener(spec)
    const child = startExecutor(program, folder, spec)
    running.child = child
    running.launched = true
    const ended = () => {
      running.child = undefined
      this.#listener(spec)
    }
    child.once('exit', ended)
    child.once('error', (error) => {
      log.warn(`the executor of ${keyName(spec)} could not be started: ${error.message}`)
      const text = `agent startFailed the host could not start a process: ${error.message}`
      makeOnce(folder, 'mark', text, 'draft.start').then(ended, ended)
    })
  }

  #measure(spec: Spec, state: RecordState) {
    const files = { folder: this.#folder(spec), limit: spec.outputLimit }
    return spec.output === 'split' ? measureSplit(files, state) : measureMerged(files, state)
  }

  /** No executor is left to tell the truth: without a mark the script never starts, else its end cannot be known. */
  async #giveUp(spec: Spec, boot: 'same' | 'other'): Promise<void> {
    const folder = this.#folder(spec)
    if (boot === 'other') {
      await makeOnce(folder, 'result', 'lost the host restarted', 'draft.lost')
      return
    }
    const never = 'agent startFailed the executor was killed before the script started'
    if ((await makeOnce(folder, 'mark', never, 'draft.mark')) === 'made') return
    await this.#killLeftovers(spec)
    const lost = 'lost the executor was killed while the script ran, so its end is not known'
    await makeOnce(folder, 'result', lost, 'draft.lost')
  }

  async #killLeftovers({ cgroup, cookie }: Spec): Promise<void> {
    if (cgroup !== '') await writeFile(join(cgroup, 'cgroup.kill'), '1').catch(() => {})
    // Each round may find what was forked behind the last one.
    for (let round = 0; round < 100; round++) {
      const found = leftovers(cookie)
      if (found.length === 0) return
      for (const pid of found) {
        const start = startOf(pid)
        if (start) signalProcess({ pid, start }, 'SIGKILL')
      }
      await new Promise<void>((resolve) => this.#parts.clock.after(10, resolve))
    }
  }

  async #letGo(spec: Spec): Promise<void> {
    const running = this.#running.get(keyName(spec))
    running?.watcher?.close()
    this.#running.delete(keyName(spec))
    if (this.#running.size === 0) {
      clearInterval(this.#poll)
      this.#poll = undefined
    }
    await this.#parts.scratch.remove(spec.scratch)
    this.#parts.cgroups.remove(spec.cgroup)
  }

  #watch(spec: Spec): FSWatcher | undefined {
    try {
      const watcher = watch(this.#folder(spec), { persistent: false }, () => this.#hint(spec))
      watcher.on('error', () => watcher.close())
      return watcher
    } catch {
      return undefined
    }
  }

  #hint(spec: Spec): void {
    const running = this.#running.get(keyName(spec))
    if (!running || running.hinted) return
    running.hinted = true
    this.#parts.clock.after(settleMs, () => {
      running.hinted = false
      if (this.#running.has(keyName(spec))) this.#listener(spec)
    })
  }

  #pollAll(): void {
    const now = this.#parts.clock.now()
    for (const running of this.#running.values()) {
      if (now - running.polledAt < (running.child ? pollMs.own : pollMs.inherited)) continue
      running.polledAt = now
      this.#listener(running.spec)
    }
  }
}
