import { type Instance, type InstanceKind, MusterError, type Target } from '@muster/core'
import type { Context } from '../../action.ts'
import type { InstanceRef } from '../../spec/fields.ts'

/**
 * The API knows two words. A managed host shows as CVM: it is a whole machine with the same agent, and nothing of what
 * sets Lighthouse apart holds for it. The filter instance-kind follows.
 */
export const kindName: Record<InstanceKind, 'CVM' | 'LIGHTHOUSE'> = {
  cvm: 'CVM',
  lighthouse: 'LIGHTHOUSE',
  managed: 'CVM',
}

export const platformName: Record<Instance['platform'], 'Linux' | 'Windows'> = { linux: 'Linux', windows: 'Windows' }
export const platformOf = { Linux: 'linux', Windows: 'windows' } as const
export const onlineName = (online: boolean) => (online ? 'Online' : 'Offline')

/** The instances to act on, each once: of one kind, and each of the kind that its id claims. */
export async function resolveTargets(
  { deps, caller }: Context,
  refs: readonly InstanceRef[],
): Promise<readonly Target[]> {
  if (refs.some(({ kind }) => kind !== refs[0]?.kind))
    throw new MusterError('InstanceKindsMixed', 'One call takes instances of one kind: CVM, Lighthouse or managed.')
  const listed = await deps.store.listTargets(caller.accountId, { ids: refs.map(({ id }) => id) })
  const stored = new Map(listed.map((target) => [target.id, target]))
  const targets = refs.map(({ id, kind, text }) => {
    const instance = stored.get(id)
    if (instance?.kind !== kind)
      throw new MusterError('InstanceNotFound', `There is no instance ${text} in this account.`)
    return instance
  })
  return targets.length === stored.size ? targets : [...new Set(targets)]
}

/** For lists: ids that claim a wrong kind name nothing. Deleted instances stay, as their tasks do. */
export async function wantedInstances(
  { deps, caller }: Context,
  refs: readonly InstanceRef[] | undefined,
): Promise<readonly number[] | undefined> {
  if (!refs) return undefined
  const ids = refs.map(({ id }) => id)
  const stored = await deps.store.instanceKinds(caller.accountId, ids)
  return refs.filter(({ id, kind }) => (stored.get(id) ?? kind) === kind).map(({ id }) => id)
}
