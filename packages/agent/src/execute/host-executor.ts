import type { ChildProcess } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plan } from '@muster/protocol/agent'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { taskFolder } from '../tasks/disk-journal.ts'
import type { Executor, Look } from '../tasks/ports.ts'
import { deadSpec, type Key, keyName, type Spec } from '../tasks/spec.ts'
import { giveUp } from './abandoned.ts'
import type { createAccounts } from './accounts.ts'
import type { Cgroups } from './cgroups.ts'
import { gather, makeOnce, readGuard } from './evidence.ts'
import { Follower } from './follow.ts'
import { interpreterOf } from './interpreter.ts'
import { judge } from './judge.ts'
import { signalProcess } from './processes.ts'
import { measureMerged, measureSplit, type RecordState, readMerged, readSplit } from './record.ts'
import type { Scratch } from './scratch.ts'
import { findShell, startExecutor } from './start.ts'

interface Running {
  child: ChildProcess | undefined
  /** Whether this agent has started an executor for it. */
  started: boolean
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
  readonly #follower: Follower

  constructor(parts: HostParts) {
    this.#parts = parts
    this.#follower = new Follower(parts.clock)
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
    const running: Running = { child: undefined, started: false }
    this.#running.set(keyName(spec), running)
    this.#follower.add(this.#folder(spec), () => this.#listener(spec))
    this.#startIfAbsent(spec, running).catch((error: unknown) =>
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
    const failed = judged.state === 'absent' && running?.started && !running.child
    if (judged.state === 'abandoned' || failed) {
      await giveUp(folder, spec, boot, this.#parts.clock)
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
    this.#follower.close()
    this.#running.clear()
  }

  #folder(key: Key): string {
    return taskFolder(this.#parts.data, key)
  }

  async #startIfAbsent(spec: Spec, running: Running): Promise<void> {
    const { boot, program, log } = this.#parts
    const same = spec.boot === boot ? 'same' : 'other'
    const folder = this.#folder(spec)
    const judged = judge(spec, await gather(folder, { boot: same, cookie: spec.cookie }, 'unknown'))
    if (judged.state !== 'absent') return this.#listener(spec)
    const child = startExecutor(program, folder, spec)
    running.child = child
    running.started = true
    this.#follower.setPolling(folder, 'own')
    const ended = () => {
      running.child = undefined
      this.#follower.setPolling(folder, 'inherited')
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

  async #letGo(spec: Spec): Promise<void> {
    this.#follower.remove(this.#folder(spec))
    this.#running.delete(keyName(spec))
    await this.#parts.scratch.remove(spec.scratch)
    this.#parts.cgroups.remove(spec.cgroup)
  }
}
