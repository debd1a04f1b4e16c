import { nextFire } from '@muster/core/calendar'
import { type Ending, firstAttempt, type Plan } from '@muster/protocol/agent'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Progress } from '../report/progress.ts'
import type { Journal, Look, Standing, StandingPlan } from './ports.ts'
import { type Key, keyName } from './spec.ts'

/** A clock that was set, or a host that slept, is noticed within it. */
const longestWaitMs = 60_000
/** A firing that would come later has been missed. */
const graceMs = 60_000
/** Clocks that are set back by less do not repeat what has fired; as in cron. */
const setBackMs = 3 * 3_600_000

interface Parts {
  readonly clock: Clock
  readonly boot: string
  /** The zone of this host, for expressions that name none. */
  readonly timeZone: string
  readonly journal: Pick<Journal, 'keep'>
  readonly log: Log
  /** Has a firing run. */
  readonly start: (plan: Plan) => Promise<void>
  readonly stop: (firing: Key) => Promise<void>
  /** Why this host may not run it now. */
  readonly obstacle: (plan: Plan) => string | undefined
  /** There is something new to tell of a standing task. */
  readonly changed: (key: Key) => void
}

interface Held {
  standing: Standing
  /** The firing that has not ended, and how the last one did. */
  running: Key | undefined
  ending: Pick<Ending, 'outcome' | 'exitCode' | 'cause'>
  /** A stop that could not be written down yet is tried again, and nothing fires meanwhile. */
  stopping: 'no' | 'yes'
  /** Waits that began before the last change are out of date. */
  turn: number
  /** Changes are made and written down one after the other. */
  work: Promise<void>
}

const missed = { outcome: 'cancelled', exitCode: null, cause: 'its time passed while no agent was running' } as const
const unreadable = (why: string) =>
  ({ outcome: 'startFailed', exitCode: null, cause: `this host cannot read its times: ${why}` }) as const
const stopped = { outcome: 'terminated', exitCode: null, cause: 'stopped: it fires no more' } as const

/**
 * The tasks that stay on this host and fire by themselves, whether or not the server can be reached. A firing is written
 * down before it starts, so that none comes twice; one that a crash cuts off there does not come at all.
 */
export class Timers {
  readonly #parts: Parts
  readonly #held = new Map<string, Held>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Takes a standing task, or a newer plan for it. Durable when it resolves; what cannot be stored is thrown. */
  async hold(plan: StandingPlan): Promise<void> {
    const { boot, clock } = this.#parts
    const held = this.#held.get(keyName(plan))
    if (!held) {
      const standing = { plan, heldAt: clock.now(), fired: 0, lastDue: 0, boot, end: null }
      await this.#keep(standing)
      return this.resume(standing, undefined)
    }
    await this.#change(held, async () => {
      const known = held.standing
      const newer = plan.repeat.revision - known.plan.repeat.revision
      if (known.end || newer < 0) return
      // The same once more has the secrets that are not kept on the disk.
      const standing = { ...known, plan, heldAt: newer > 0 ? clock.now() : known.heldAt }
      if (newer > 0) await this.#keep(standing)
      held.standing = standing
    })
    if (!held.standing.end && held.standing.plan.repeat.revision < plan.repeat.revision)
      throw new Error('the newer plan is not written down')
  }

  /** Takes up what an earlier agent held; `last` is its last firing, if that is still known here. */
  resume(standing: Standing, last: Progress | undefined): void {
    const end = last?.seen.end
    const running = end ? undefined : last
    const work = Promise.resolve()
    const held: Held = { standing, running, ending: end ?? missed, stopping: 'no', turn: 0, work }
    this.#held.set(keyName(standing.plan), held)
    this.#arm(held)
    // The agent before was killed between the two halves of a stop.
    if (standing.end && running) void this.#change(held, () => this.#parts.stop(running))
  }

  look(key: Key): Look {
    const standing = this.#held.get(keyName(key))?.standing
    return { startedAt: standing?.heldAt ?? null, available: 0, end: standing?.end ?? null }
  }

  /** A firing has ended; its standing task, too, when nothing comes after it. */
  ended(firing: Key, end: Ending): void {
    const held = this.#held.get(keyName({ ...firing, attempt: firstAttempt }))
    if (!held || held.running?.attempt !== firing.attempt) return
    held.running = undefined
    held.ending = end
    this.#arm(held)
  }

  /** No firing begins any more, and one that runs is stopped. */
  async stop(key: Key): Promise<void> {
    const held = this.#held.get(keyName(key))
    if (!held) return
    held.stopping = 'yes'
    await this.#change(held, () => this.#end(held, stopped))
    if (held.running) await this.#parts.stop(held.running)
  }

  forget(key: Key): void {
    this.#held.delete(keyName(key))
  }

  /** Waits for the next firing, or ends the task when there is none. */
  #arm(held: Held): void {
    const { clock } = this.#parts
    held.turn += 1
    const { turn, standing } = held
    if (standing.end || !this.#isHeld(held)) return
    if (held.stopping === 'yes') return void this.#change(held, () => this.#end(held, stopped))
    const due = this.#nextDue(standing)
    if (typeof due === 'string') return void this.#change(held, () => this.#end(held, unreadable(due)))
    if (due === undefined) {
      if (!held.running && isSpent(standing)) void this.#change(held, () => this.#end(held, held.ending))
      return
    }
    clock.after(Math.min(longestWaitMs, Math.max(0, due - clock.now())), () => {
      if (held.turn !== turn) return
      if (clock.now() < due) this.#arm(held)
      else void this.#change(held, () => this.#fire(held, due))
    })
  }

  /** Until it is forgotten. */
  #isHeld(held: Held): boolean {
    return this.#held.get(keyName(held.standing.plan)) === held
  }

  /** A text says why this host cannot tell. */
  #nextDue({ plan, heldAt, fired, lastDue, boot }: Standing): number | string | undefined {
    const { clock, timeZone } = this.#parts
    const { rule } = plan.repeat
    const now = clock.now()
    // A boot is not missed, as a time is, while the server has not told the secrets again.
    const booted = boot !== this.#parts.boot && plan.script !== ''
    switch (rule.kind) {
      case 'nextBoot':
        return booted && fired === 0 ? now : undefined
      case 'everyBoot':
        return booted ? now : undefined
      default: {
        // A clock that was far ahead then must not silence the task until that time comes.
        const passed = (at: number) => (at - now > setBackMs ? 0 : at)
        const after = Math.max(passed(lastDue), passed(heldAt), now - graceMs)
        try {
          return nextFire(rule.kind === 'cron' && rule.zone === '' ? { ...rule, zone: timeZone } : rule, after)
        } catch (error) {
          // The zones that a host knows are those of its Node.
          return error instanceof Error ? error.message : String(error)
        }
      }
    }
  }

  async #fire(held: Held, due: number): Promise<void> {
    const { boot, log, start } = this.#parts
    const { plan, fired, end } = held.standing
    if (end || held.stopping === 'yes' || !this.#isHeld(held)) return
    const obstacle = this.#obstacle(held)
    if (obstacle !== undefined) {
      log.warn(`${keyName(plan)} does not fire: ${obstacle}`)
      held.standing = { ...held.standing, lastDue: due, boot }
      return
    }
    const standing = { ...held.standing, fired: fired + 1, lastDue: due, boot }
    await this.#keep(standing)
    held.standing = standing
    const { repeat, ...once } = plan
    const firing = { sequence: plan.sequence, attempt: firstAttempt + standing.fired }
    held.running = firing
    await start({ ...once, ...firing, task: `${plan.task}.${standing.fired}` })
  }

  #obstacle({ running, standing }: Held): string | undefined {
    if (running) return 'the firing before is still running'
    if (standing.plan.script === '') return 'the server has not told its secrets again since this host started'
    return this.#parts.obstacle(standing.plan)
  }

  async #end(held: Held, ending: Held['ending']): Promise<void> {
    if (held.standing.end) return
    const { outcome, exitCode, cause } = ending
    const at = this.#parts.clock.now()
    const end = { at, startedAt: held.standing.heldAt, outcome, exitCode, cause, size: 0, dropped: 0 }
    const standing = { ...held.standing, end }
    await this.#keep(standing)
    held.standing = standing
    this.#parts.changed(standing.plan)
  }

  /** What fails, as on a full disk, is tried again later. */
  #change(held: Held, change: () => Promise<void>): Promise<void> {
    const { clock, log } = this.#parts
    const again = (error: unknown) => {
      log.warn(
        `${keyName(held.standing.plan)} could not go on: ${error instanceof Error ? error.message : String(error)}`,
      )
      clock.after(longestWaitMs, () => this.#arm(held))
    }
    held.work = held.work.then(change).then(() => this.#arm(held), again)
    return held.work
  }

  /** A secret does not go to the disk. */
  #keep(standing: Standing): Promise<void> {
    const { masks, ...plan } = standing.plan
    return this.#parts.journal.keep(masks ? { ...standing, plan: { ...plan, script: '' } } : standing)
  }
}

/** Whether no firing can come, in this boot of the host or in another. */
const isSpent = ({ plan, fired }: Standing): boolean =>
  plan.repeat.rule.kind === 'nextBoot' ? fired > 0 : plan.repeat.rule.kind !== 'everyBoot'
