import type { CommandType } from '../commands/command.ts'
import { MusterError } from '../errors.ts'
import type { InstanceKind, Target } from '../instances/instance.ts'
import type { Deps } from '../ports.ts'
import type { TaskGroup } from '../store/invocations.ts'
import { sentDeadline, startDeadline } from './deadlines.ts'
import { limits } from './task.ts'

/** What becomes of hosts that are away: the whole call fails, they are skipped, or their tasks wait so many seconds. */
export type AwayPolicy = 'fail' | 'skip' | { readonly waitSeconds: number }

export interface TargetPlan {
  readonly kind: InstanceKind
  readonly tasks: readonly TaskGroup[]
}

export interface TargetRequest {
  readonly instances: readonly Target[]
  readonly type: CommandType
  readonly away: AwayPolicy
  readonly timeoutSeconds: number
  /** Whether the gateway keeps a place for a task of the host: such a task is stored as sent, and needs no claim. */
  readonly reserved: (instanceId: number) => boolean
}

/** Which instances run, which wait and which do not; refuses what the caller must mend first. */
export function planTargets(
  { clock, nativeIds }: Pick<Deps, 'clock' | 'nativeIds'>,
  request: TargetRequest,
): TargetPlan {
  const { instances, type, away } = request
  const [first] = instances
  if (!first) throw new MusterError('NoTargets', 'No instance is chosen: name at least one.')
  for (const instance of instances)
    refuseUnfit(instance, type, away, () => nativeIds.formatInstance(instance.kind, instance.id))
  const fates = fatesOf(request, clock.now())
  const tasks: (Fate & { readonly instanceIds: number[] })[] = []
  for (const instance of instances) {
    const fate = fates[fateOf(instance, request)]
    const last = tasks.at(-1)
    if (last?.state === fate.state) last.instanceIds.push(instance.id)
    else tasks.push({ ...fate, instanceIds: [instance.id] })
  }
  return { kind: first.kind, tasks }
}

function refuseUnfit(instance: Target, type: CommandType, away: AwayPolicy, name: () => string): void {
  const fits = type === 'shell' ? instance.platform === 'linux' : instance.platform === 'windows'
  if (!fits)
    throw new MusterError(
      'CommandTypeUnsupported',
      `${name()} is a ${instance.platform} host and cannot run a ${type} command.`,
    )
  if (!instance.hasConnected && away === 'fail')
    throw new MusterError('AgentNotInstalled', `The agent of ${name()} has never connected. Start it on the host.`)
  if (!instance.online && away === 'fail')
    throw new MusterError(
      'AgentOffline',
      `The agent of ${name()} is offline. Start it, or choose to skip or wait for hosts that are away.`,
    )
}

type Fate = Omit<TaskGroup, 'instanceIds'>
type FateName = 'pending' | 'delivering' | 'delayed' | 'skipped'

function fatesOf({ away, timeoutSeconds }: TargetRequest, now: number): Readonly<Record<FateName, Fate>> {
  const dueAt = now + (typeof away === 'object' ? away.waitSeconds * 1000 : limits.deliveryMs)
  return {
    pending: { state: 'pending', cause: '', dueAt },
    delivering: { state: 'delivering', cause: '', dueAt: sentDeadline(timeoutSeconds, startDeadline(dueAt, now)) },
    delayed: { state: 'delayed', cause: '', dueAt },
    skipped: { state: 'skipped', cause: 'the host was not online', dueAt },
  }
}

function fateOf(instance: Target, { away, reserved }: TargetRequest): FateName {
  if (instance.online) return reserved(instance.id) ? 'delivering' : 'pending'
  return away === 'skip' ? 'skipped' : 'delayed'
}
