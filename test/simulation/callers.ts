import {
  type Audit,
  type Caller,
  type CommandDraft,
  cancelInvocation,
  createCommand,
  createRegisterCode,
  createSchedule,
  type Deps,
  MusterError,
  type RepeatRule,
  removeInstance,
  startInvocation,
  switchSchedule,
  type Target,
} from '@muster/core'
import type { Fleet } from './fleet.ts'
import type { Invariants } from './invariants.ts'
import type { Call, PlannedRepeat } from './plan.ts'
import { InjectedFault } from './ports/faults.ts'
import type { SimulatedServer } from './server/server.ts'
import type { Timeline } from './time/timeline.ts'

const caller: Caller = {
  accountId: 1,
  userId: 1,
  userName: 'administrator',
  role: 'administrator',
  policy: undefined,
  accessKeyId: 'AKID',
}

interface Parts {
  readonly timeline: Timeline
  readonly server: SimulatedServer
  readonly fleet: Fleet
  readonly invariants: Invariants
  readonly say: (who: string, what: string) => void
}

/** Whoever calls the server, and what was answered: that was accepted, and must stay. */
export class Callers {
  readonly #parts: Parts
  readonly #runs: { readonly id: number; readonly total: number }[] = []
  readonly #accepted: string[] = []
  readonly #schedules: number[] = []
  #requests = 0

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The account and a code with which machines enrol. */
  enrol(take: (enrolment: { readonly code: string; readonly secret: string }) => void): void {
    this.#call('setup', async (deps) => {
      await deps.store.ensureAdministrator({ id: 'AKID', sealedSecret: Buffer.alloc(1), at: deps.clock.now() })
      const draft = { kind: 'cvm', description: '', namePrefix: '', limit: 100, hours: 4, ipRange: '' } as const
      const { id, secret } = await createRegisterCode(deps, caller, draft)
      take({ code: deps.nativeIds.formatCode(id), secret })
    })
  }

  take(call: Call): void {
    switch (call.kind) {
      case 'run':
        this.#call('run', (deps) => this.#run(deps, call))
        return
      case 'cancel':
        this.#cancel(call)
        return
      case 'schedule':
        this.#call('schedule', (deps) => this.#schedule(deps, call))
        return
      case 'switch schedules':
        for (const id of this.#schedules) this.#call('switch', (deps) => switchSchedule(deps, caller, id, call.to))
        return
      case 'remove host':
        this.#call('remove', (deps) => this.#remove(deps, call.host))
    }
  }

  /** What stays on its hosts would fire for ever. */
  stop(invocationIds: readonly number[]): void {
    for (const id of invocationIds) this.#call('stop', (deps) => cancelInvocation(deps, caller, id, undefined))
  }

  /** What was accepted and is not there. */
  missing(audited: ReadonlySet<string>): readonly string[] {
    const silent = this.#accepted.filter((requestId) => !audited.has(requestId))
    const gone = this.#runs.filter(({ id, total }) => total === 0 || this.#tasksOf(id) !== total)
    return [
      ...silent.map((requestId) => `${requestId} was accepted, but is not in the audit log`),
      ...gone.map(({ id, total }) => `invocation ${id} was accepted with ${total} tasks and has others`),
    ]
  }

  #tasksOf(id: number): number {
    const { tasks } = this.#parts.invariants
    return tasks.filter(({ invocationId, attempt }) => invocationId === id && attempt === 1).length
  }

  #call(action: string, work: (deps: Deps) => Promise<void>): void {
    const { server, timeline, say } = this.#parts
    this.#requests += 1
    const requestId = `${action}-${this.#requests}`
    server.call(async (audited) => {
      try {
        await work(audited(auditOf(requestId, timeline.now)))
        say('caller', `is answered ${requestId}`)
        this.#accepted.push(requestId)
      } catch (error) {
        if (!(error instanceof MusterError || error instanceof InjectedFault)) throw error
        say('caller', `is refused ${requestId}: ${error.message}`)
      }
    })
  }

  async #run(deps: Deps, call: Extract<Call, { kind: 'run' }>): Promise<void> {
    const { id } = await startInvocation(deps, caller, {
      command: { draft: draftOf(call, ''), saved: false },
      instances: await this.#targets(deps, call.hosts),
      parameters: undefined,
      away: call.away,
      source: 'user',
      profile: 'plain',
      termination: 'processTree',
      output: call.output,
      ...(call.repeat ? { repeat: { rule: ruleOf(call.repeat, deps.clock.now()), text: '' } } : {}),
      overrides: {},
    })
    this.#runs.push({ id, total: this.#tasksOf(id) })
  }

  #cancel({ run, hosts }: Extract<Call, { kind: 'cancel' }>): void {
    const chosen = this.#runs.at(-1 - run)
    if (!chosen) return
    this.#call('cancel', async (deps) => {
      const instances = hosts && (await this.#targets(deps, hosts)).map(({ id }) => id)
      await cancelInvocation(deps, caller, chosen.id, instances)
    })
  }

  async #schedule(deps: Deps, call: Extract<Call, { kind: 'schedule' }>): Promise<void> {
    const name = `schedule-${this.#requests}`
    const command = await createCommand(deps, caller, draftOf(call, name))
    const { id } = await createSchedule(deps, caller, {
      name,
      rule: { kind: 'once', at: deps.clock.now() + call.inMs + 1 },
      overlap: call.overlap,
      commandId: command.id,
      userName: '',
      profile: 'plain',
      tags: {},
      instances: await this.#targets(deps, call.hosts),
      parameters: undefined,
      away: 'skip',
    })
    this.#schedules.push(id)
  }

  async #remove(deps: Deps, host: number): Promise<void> {
    const { fleet } = this.#parts
    const machine = fleet.machines[host]
    const id = machine && fleet.instanceOf(machine)
    if (id === undefined) throw new MusterError('InstanceNotFound', 'The host has not enrolled yet.')
    fleet.doubt(machine?.disk.identity?.instance ?? '')
    await removeInstance(deps, caller, id)
  }

  async #targets(deps: Deps, hosts: readonly number[]): Promise<readonly Target[]> {
    const { fleet } = this.#parts
    const ids = hosts.flatMap((host) => {
      const machine = fleet.machines[host]
      return (machine && fleet.instanceOf(machine)) ?? []
    })
    return ids.length === 0 ? [] : deps.store.listTargets(caller.accountId, { ids })
  }
}

function ruleOf(repeat: PlannedRepeat, now: number): RepeatRule {
  switch (repeat.kind) {
    case 'once':
      return { kind: 'once', at: now + repeat.inMs }
    case 'rate':
      return { kind: 'rate', seconds: 60, from: now }
    case 'cron':
      return { kind: 'cron', expression: '*/15 * * * * ?', zone: '' }
    default:
      return { kind: repeat.kind }
  }
}

const auditOf = (requestId: string, at: number): Audit => ({
  accountId: caller.accountId,
  userId: caller.userId,
  accessKeyId: caller.accessKeyId,
  action: 'simulation',
  requestId,
  source: '',
  at,
})

const draftOf = (call: Extract<Call, { kind: 'run' | 'schedule' }>, name: string): CommandDraft => ({
  name,
  description: '',
  type: 'shell',
  content: Buffer.from(JSON.stringify(call.script)),
  timeoutSeconds: call.timeoutSeconds,
  workingDirectory: '',
  userName: '',
  parametersEnabled: false,
  parameterDefaults: [],
  delivery: { bucketUrl: '', keyPrefix: '' },
  tags: {},
})
