import type { CommandType } from '../commands/command.ts'
import { MusterError } from '../errors.ts'
import type { Instance, InstanceKind } from '../instances/instance.ts'
import type { Deps } from '../ports.ts'
import type { NewInvocation } from '../store.ts'
import { limits } from './task.ts'

/** What becomes of hosts that are away: the whole call fails, they are skipped, or their tasks wait so many seconds. */
export type AwayPolicy = 'fail' | 'skip' | { readonly waitSeconds: number }

export interface TargetPlan {
  readonly kind: InstanceKind
  readonly tasks: NewInvocation['tasks']
  readonly dueAt: number
}

/** Which instances run, which wait and which do not; refuses what the caller must mend first. */
export function planTargets(
  { clock, nativeIds }: Pick<Deps, 'clock' | 'nativeIds'>,
  instances: readonly Instance[],
  type: CommandType,
  away: AwayPolicy,
): TargetPlan {
  const [first] = instances
  if (!first) throw new MusterError('NoTargets', 'No instance is chosen: name at least one.')
  for (const instance of instances)
    refuseUnfit(instance, type, away, () => nativeIds.formatInstance(instance.kind, instance.id))
  const waitMs = typeof away === 'object' ? away.waitSeconds * 1000 : limits.deliveryMs
  return {
    kind: first.kind,
    tasks: instances.map((instance) => ({ instanceId: instance.id, ...fate(instance, away) })),
    dueAt: clock.now() + waitMs,
  }
}

function refuseUnfit(instance: Instance, type: CommandType, away: AwayPolicy, name: () => string): void {
  const fits = type === 'shell' ? instance.platform === 'linux' : instance.platform === 'windows'
  if (!fits)
    throw new MusterError(
      'CommandTypeUnsupported',
      `${name()} is a ${instance.platform} host and cannot run a ${type} command.`,
    )
  if (instance.lastHeartbeatAt === 0 && away === 'fail')
    throw new MusterError('AgentNotInstalled', `The agent of ${name()} has never connected. Start it on the host.`)
  if (!instance.online && away === 'fail')
    throw new MusterError(
      'AgentOffline',
      `The agent of ${name()} is offline. Start it, or choose to skip or wait for hosts that are away.`,
    )
}

function fate(instance: Instance, away: AwayPolicy): { state: 'pending' | 'delayed' | 'skipped'; cause: string } {
  if (instance.online) return { state: 'pending', cause: '' }
  if (away === 'skip') return { state: 'skipped', cause: 'the host was not online' }
  return { state: 'delayed', cause: '' }
}
