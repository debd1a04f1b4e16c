import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plan } from '@muster/protocol/agent'
import type { Clock } from '../clock.ts'
import { type FetchOrder, withFetch } from '../fetch/order.ts'
import type { Log } from '../log.ts'
import { taskFolder } from '../tasks/disk-journal.ts'
import type { Executor, Look } from '../tasks/ports.ts'
import { deadSpec, type Key, keyName, type Spec } from '../tasks/spec.ts'
import { nextTurn } from '../turn.ts'
import { endUnguarded, giveUp } from './abandoned.ts'
import type { createAccounts } from './accounts.ts'
import type { Cgroups } from './cgroups.ts'
import { commandOf } from './command.ts'
import type { createContainers } from './containers.ts'
import { chooseEntry, enteredBy } from './entry.ts'
import { gather, isUnguarded, readGuard, takeMark } from './evidence.ts'
import { Follower } from './follow.ts'
import type { Helper, Prepared } from './helper.ts'
import { judge } from './judge.ts'
import type { Masker } from './masker.ts'
import { isAlive, signalProcess } from './processes.ts'
import { measureMerged, measureSplit, type RecordState, readMerged, readSplit } from './record.ts'
import type { Scratch } from './scratch.ts'
import { secretsProblem } from './secrets.ts'
import { draftOf, removeDraft } from './sent-file-draft.ts'
import { newCookie, type Spares, streamsOf } from './spares.ts'

/**
 * An executor is looked after so long after it was told to go: it mostly gets the processor of the agent, once that sleeps,
 * and a short script has ended by then.
 */
const settleMs = 5

interface Running {
  /** Its executor, when this agent has started it. */
  prepared: Prepared | undefined
}

export interface HostParts {
  readonly data: string
  readonly boot: string
  /** Where files are fetched from, and how it is known. */
  readonly server: Omit<FetchOrder, 'path'>
  readonly helper: Helper
  readonly spares: Spares
  readonly masker: Masker
  readonly scratch: Scratch
  readonly cgroups: Cgroups
  readonly findAccount: ReturnType<typeof createAccounts>
  readonly findContainer: ReturnType<typeof createContainers>
  readonly clock: Clock
  readonly log: Log
}

/** Runs scripts on this host, each under a shell executor that needs no agent. */
export class HostExecutor implements Executor {
  readonly #parts: HostParts
  readonly #running = new Map<string, Running>()
  /** The tasks of executors by their tags. */
  readonly #tags = new Map<string, Spec>()
  #listener: (key: Key) => void = () => {}
  readonly #follower: Follower

  constructor(parts: HostParts) {
    this.#parts = parts
    this.#follower = new Follower(parts.clock)
    parts.helper.onEnded((tag) => {
      const spec = this.#tags.get(tag)
      if (spec) this.#listener(spec)
    })
  }

  readonly onChange = (listener: (key: Key) => void): void => {
    this.#listener = listener
  }

  readonly prepare = async (plan: Plan): Promise<Spec> => {
    const { boot, clock, findAccount, findContainer, scratch, cgroups, spares, server } = this.#parts
    await nextTurn()
    const found = await findAccount(plan.userName)
    await nextTurn()
    const fail = (cause: string) => deadSpec(plan, plan.task, boot, { outcome: 'startFailed', cause, at: clock.now() })
    if ('cause' in found) return fail(found.cause)
    const given = Buffer.from(plan.script, 'base64')
    const script = plan.fetches === undefined ? given : withFetch(given, { ...server, path: plan.fetches })
    const secrets = plan.masks ?? []
    const problem = secretsProblem(script, secrets, scratch.kind())
    if (problem) return fail(problem)
    const fresh = newCookie()
    const container = plan.container && (await findContainer(plan.container, fresh))
    if (container && 'cause' in container) return fail(container.cause)
    const command = commandOf(script, plan.launcher, container?.words)
    const kept = await spares.keep(plan, command.script)
    await nextTurn()
    const cookie = kept?.cookie ?? fresh
    const entry = chooseEntry({ account: found.account, profile: plan.profile, ...command }, script, scratch.kind())
    const text = { name: command.script, ...enteredBy(entry, command.interpreter, script), ids: found.account.ids }
    const written = await scratch.write(kept?.place, text, secrets).catch((error) => {
      spares.giveBack(cookie)
      throw error
    })
    return {
      sequence: plan.sequence,
      attempt: plan.attempt,
      task: plan.task,
      boot,
      cookie,
      scratch: written,
      draft: draftOf(plan, cookie),
      // What runs in a container is in no group of the agent's: it is found by its cookie.
      cgroup: container ? '' : (kept?.cgroup ?? (await cgroups.makeAside(cookie.slice(0, 12)))),
      ...command,
      entry,
      account: found.account,
      workingDirectory: plan.workingDirectory,
      profile: plan.profile,
      termination: container ? 'processTree' : plan.termination,
      output: plan.output,
      outputLimit: plan.outputLimit,
      masking: secrets.length === 0 ? 'none' : 'secrets',
      timeoutSeconds: plan.timeoutSeconds,
      killGraceMs: plan.killGraceMs,
      life: 'once',
      verdict: null,
    }
  }

  /** Starts the executor, or follows the one that an earlier agent started: which, the next look finds out. */
  readonly launch = (spec: Spec): void => {
    const name = keyName(spec)
    if (spec.verdict || this.#running.has(name)) return
    const running: Running = { prepared: undefined }
    this.#running.set(name, running)
    const prepared = this.#parts.spares.claim(spec)
    if (prepared) this.#hand(spec, running, prepared)
    else this.#start(spec, running)
  }

  readonly look = async (spec: Spec): Promise<Look> => {
    const folder = this.#folder(spec)
    const running = this.#running.get(keyName(spec))
    const boot = spec.boot === this.#parts.boot ? 'same' : 'other'
    const evidence = gather(folder, { boot, cookie: spec.cookie })
    const judged = judge(spec, evidence)
    // An executor that ended before it claimed its task, as on a full disk, is not started again.
    const failed = judged.state === 'absent' && running?.prepared && !isAlive(running.prepared.keeper)
    if (judged.state === 'abandoned' || failed) {
      await giveUp(folder, spec, boot, this.#parts.clock)
      return this.look(spec)
    }
    if (judged.state === 'running') {
      if (isUnguarded(folder)) {
        await endUnguarded(folder, spec, this.#parts.clock)
        return this.look(spec)
      }
      const { size } = this.#measure(spec, 'growing')
      return { startedAt: judged.startedAt, available: size, end: null }
    }
    if (judged.state !== 'ended') return { startedAt: null, available: 0, end: null }
    const { ending } = judged
    const state = ending.outcome === 'lost' ? 'broken' : { dropped: judged.dropped }
    const measure = ending.startedAt === null ? { size: 0, dropped: 0 } : this.#measure(spec, state)
    this.#letGo(spec)
    return { startedAt: ending.startedAt, available: measure.size, end: { ...ending, ...measure } }
  }

  readonly read = async (spec: Spec, offset: number, length: number): Promise<Uint8Array> => {
    const files = { folder: this.#folder(spec), limit: spec.outputLimit }
    return spec.output === 'split' ? readSplit(files, offset, length) : readMerged(files, offset, length)
  }

  readonly cancel = async (spec: Spec): Promise<void> => {
    const folder = this.#folder(spec)
    if ((await takeMark(folder, 'agent cancelled cancelled before it started')) === 'ours') return
    await writeFile(join(folder, 'cancel'), '', { mode: 0o600 })
    const guard = readGuard(folder)
    if (guard) signalProcess(guard, 'SIGUSR1')
  }

  readonly forget = async (spec: Spec): Promise<void> => {
    this.#letGo(spec)
  }

  /** Stops watching; the scripts go on. */
  close(): void {
    this.#follower.close()
    this.#running.clear()
    this.#parts.spares.close()
    this.#parts.masker.close()
  }

  #folder(key: Key): string {
    return taskFolder(this.#parts.data, key)
  }

  #start(spec: Spec, running: Running): void {
    this.#follower.add(this.#folder(spec), () => this.#listener(spec), 'now')
    this.#startIfAbsent(spec, running).catch((error: unknown) =>
      this.#parts.log.warn(`${keyName(spec)} cannot be started now: ${error instanceof Error ? error.message : error}`),
    )
  }

  async #startIfAbsent(spec: Spec, running: Running): Promise<void> {
    const { boot, log, spares } = this.#parts
    const same = spec.boot === boot ? 'same' : 'other'
    const folder = this.#folder(spec)
    const judged = judge(spec, gather(folder, { boot: same, cookie: spec.cookie }))
    if (judged.state !== 'absent') return this.#listener(spec)
    try {
      const prepared = await spares.prepare(spec)
      if (spec.masking === 'secrets') await this.#mask(spec, prepared)
      if (this.#running.get(keyName(spec)) !== running) prepared.close()
      else this.#hand(spec, running, prepared)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      log.warn(`the executor of ${keyName(spec)} could not be started: ${reason}`)
      const text = `agent startFailed the host could not start a process: ${reason}`
      await takeMark(folder, text)
      this.#listener(spec)
    }
  }

  async #mask(spec: Spec, prepared: Prepared): Promise<void> {
    const { tag, keeper } = prepared
    const folder = this.#folder(spec)
    const streams = streamsOf(spec).split(' ')
    const secrets = join(spec.scratch, 'secrets')
    try {
      await this.#parts.masker.mask({ tag, folder, streams, secrets, keeper, ids: spec.account.ids })
    } catch (error) {
      prepared.close()
      throw error
    }
  }

  /** From here on the script starts, or whoever claimed the task or its mark has kept it from that. */
  #hand(spec: Spec, running: Running, prepared: Prepared): void {
    this.#tags.set(prepared.tag, spec)
    prepared.go()
    this.#parts.spares.refillAfterStart(spec)
    this.#parts.clock.after(settleMs, () => this.#followUp(spec, running, prepared))
  }

  #followUp(spec: Spec, running: Running, prepared: Prepared): void {
    const isOurs = this.#running.get(keyName(spec)) === running
    if (isOurs && prepared.hasHeard()) {
      running.prepared = prepared
      this.#follower.add(this.#folder(spec), () => this.#listener(spec), 'later')
      return
    }
    this.#tags.delete(prepared.tag)
    prepared.close()
    if (isOurs) this.#start(spec, running)
  }

  #measure(spec: Spec, state: RecordState) {
    const files = { folder: this.#folder(spec), limit: spec.outputLimit }
    return spec.output === 'split' ? measureSplit(files, state) : measureMerged(files, state)
  }

  #letGo(spec: Spec): void {
    const name = keyName(spec)
    this.#follower.remove(this.#folder(spec))
    const prepared = this.#running.get(name)?.prepared
    this.#tags.delete(prepared?.tag ?? '')
    prepared?.close()
    this.#running.delete(name)
    this.#parts.spares.claim(spec)?.close()
    this.#parts.spares.giveBack(spec.cookie)
    // The end is told first: this takes 0.5 ms, and more where others write to the disk.
    setImmediate(() => this.#clean(spec))
  }

  #clean(spec: Spec): void {
    this.#parts.scratch.remove(spec.scratch)
    removeDraft(spec, this.#parts.log)
    this.#parts.cgroups.remove(spec.cgroup)
  }
}
