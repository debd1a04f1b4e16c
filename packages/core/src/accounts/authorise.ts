import { MusterError } from '../errors.ts'
import type { Instance } from '../instances/instance.ts'
import type { Deps } from '../ports.ts'
import { type Caller, mayCall, rootAccountId } from './account.ts'
import {
  allowsAction,
  allowsCommand,
  allowsInstance,
  allowsParameter,
  type PolicyInstance,
  refusalOfRun,
  type WantedRun,
} from './policy.ts'

type Ports = Pick<Deps, 'store' | 'nativeIds'>

/** Whose rights count: a caller, or the owner of what runs later. */
export type Actor = Pick<Caller, 'accountId' | 'userName' | 'policy'>

const denied = (userName: string, what: string) =>
  new MusterError('AccessDenied', `The policy of ${userName} does not let it ${what}: ask an administrator.`)

/** Each door asks before it reads on. `action` is the name for the audit log, `access` whether the call changes something. */
export function refuseCall({ role, userName, policy }: Caller, action: string, access: 'read' | 'write'): void {
  if (!mayCall(role, access))
    throw new MusterError('AccessDenied', `A key with the role ${role} may not call ${action}: use one of an operator.`)
  if (policy && !allowsAction(policy, action)) throw denied(userName, `call ${action}`)
}

/** Whoever has a policy administers nothing: it could give itself another. */
export function requireAdministrator({ role, policy }: Caller, what: string): void {
  if (role === 'administrator' && !policy) return
  throw new MusterError('AccessDenied', `Only an administrator may change ${what}. Use an administrator key.`)
}

/** What is the whole server's is for the first account alone. */
export function requireRoot(caller: Caller, what: string): void {
  requireAdministrator(caller, what)
  if (caller.accountId !== rootAccountId)
    throw new MusterError('AccessDenied', `Only an administrator of the first account may change ${what}.`)
}

/** Refuses a run that the policy of its user does not allow. */
export async function refuseRun(
  ports: Ports,
  actor: Actor,
  run: Omit<WantedRun, 'instances'> & { readonly instanceIds: readonly number[] },
): Promise<void> {
  const { policy, userName } = actor
  if (!policy) return
  const instances = await viewInstances(ports, actor, run.instanceIds)
  const refusal = refusalOfRun(policy, { ...run, instances: [...instances.values()] })
  if (refusal) throw denied(userName, refusal)
}

/** Refuses to act on hosts that the policy does not allow; those that are gone are nobody's. */
export async function refuseInstances(ports: Ports, actor: Actor, instanceIds: readonly number[]): Promise<void> {
  const { policy, userName } = actor
  if (!policy) return
  const instances = await viewInstances(ports, actor, instanceIds)
  const refused = [...instances.values()].find((instance) => !allowsInstance(policy, instance))
  if (refused) throw denied(userName, `act on ${refused.name} (${refused.id})`)
}

/** Whoever may run no script of its own may write none into a command either. */
export function refuseScript({ policy, userName }: Actor): void {
  if (policy && !allowsCommand(policy, 'script')) throw denied(userName, 'write scripts')
}

/** Refuses to use or change what the policy does not allow, whether or not it is there. */
export function refuseParameter({ policy, userName }: Actor, name: string): void {
  if (policy && !allowsParameter(policy, name))
    throw new MusterError(
      'StoredParameterDenied',
      `The policy of ${userName} does not let it use the stored parameter ${name}: ask an administrator.`,
    )
}

/** Those that exist, by their numbers, as policies look at them. */
export async function viewInstances(
  { store, nativeIds }: Ports,
  { accountId }: Pick<Actor, 'accountId'>,
  ids: readonly number[],
): Promise<ReadonlyMap<number, PolicyInstance>> {
  const { items } = await store.listInstances(accountId, { ids }, { offset: 0, limit: ids.length })
  const view = ({ id, kind, name, tags, agentUser }: Instance): [number, PolicyInstance] => [
    id,
    { id: nativeIds.formatInstance(kind, id), name, tags, agentUser },
  ]
  return new Map(items.map(view))
}
