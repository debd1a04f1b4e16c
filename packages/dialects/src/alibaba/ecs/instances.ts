import { MusterError, parseJson, type Target } from '@muster/core'
import type { Context } from '../../action.ts'
import { quote, Violation } from '../../spec/violations.ts'
import { AlibabaError } from '../errors.ts'
import { type InstanceRef, parseInstance } from '../ids.ts'
import { groupKey, tagConditions } from './tags.ts'

interface TargetInput {
  readonly InstanceId?: readonly string[] | undefined
  readonly ResourceTag?: Parameters<typeof tagConditions>[0]
  readonly ResourceGroupId?: string | undefined
}

/** Hosts that one call may name. */
const maxTargets = 100

/** The instances to act on, each once: those that are named, or all that have the tags; in a group, only its own. */
export async function resolveTargets(context: Context, input: TargetInput): Promise<readonly Target[]> {
  const { InstanceId = [], ResourceTag = [], ResourceGroupId } = input
  if (InstanceId.length > 0 && ResourceTag.length > 0)
    throw new AlibabaError('InvalidResourceTag.ConflictWithInstanceIds', 'Name instances, or tags, and not both.')
  const conditions = tagConditions(ResourceTag, ResourceGroupId, 'ResourceTag')
  if (ResourceGroupId) await refuseUnknownGroup(context, ResourceGroupId)
  return ResourceTag.length > 0 ? tagged(context, conditions) : named(context, InstanceId, conditions)
}

type Conditions = ReturnType<typeof tagConditions>

async function tagged({ deps, caller }: Context, tags: Conditions): Promise<readonly Target[]> {
  const targets = await deps.store.listTargets(caller.accountId, { tags })
  if (targets.length === 0)
    throw new AlibabaError('InvalidResourceTag.InstanceNotFound', 'No instance of this account has all of these tags.')
  if (targets.length > maxTargets)
    throw new AlibabaError('InstanceIds.ExceedLimit', `${targets.length} have these tags; at most ${maxTargets} can.`)
  return targets
}

async function named(
  { deps, caller }: Context,
  names: readonly string[],
  tags: Conditions,
): Promise<readonly Target[]> {
  const refs = new Map<number, InstanceRef & { readonly name: string }>()
  for (const name of names) {
    const ref = parseInstance(deps, name) ?? noInstance(name)
    refs.set(ref.id, { ...ref, name })
  }
  const listed = await deps.store.listTargets(caller.accountId, { ids: [...refs.keys()], tags })
  const stored = new Map(listed.map((target) => [target.id, target]))
  return [...refs.values()].map(({ id, kinds, name }) => {
    const target = stored.get(id)
    return target && kinds.includes(target.kind) ? target : noInstance(name)
  })
}

function noInstance(name: string): never {
  throw new MusterError('InstanceNotFound', `There is no instance ${quote(name)} in this account and group.`)
}

/** A group is there as soon as a host was enrolled with it. */
export async function refuseUnknownGroup({ deps, caller }: Context, group: string): Promise<void> {
  const tags = [{ keys: [groupKey], values: [group] }]
  const { total } = await deps.store.listInstances(caller.accountId, { tags }, { offset: 0, limit: 0 })
  if (total === 0)
    throw new AlibabaError(
      'InvalidResourceGroup.NotFound',
      `Enrol a host with --tag ${groupKey}=${group}, or leave the group out.`,
    )
}

/** A list that the API takes as JSON in a string. */
export function namesInJson(parameter: string, json: string | undefined): readonly string[] | undefined {
  if (!json) return undefined
  const list = parsed(json)
  if (Array.isArray(list) && list.length <= maxTargets && list.every((name) => typeof name === 'string')) return list
  throw new Violation('value', `${parameter} must be a JSON list of at most ${maxTargets} strings.`)
}

function parsed(json: string): unknown {
  try {
    return parseJson(json)
  } catch {
    return undefined
  }
}

/** A name for hosts, of at most so many characters. */
export const hostName = (maxCharacters: number) =>
  ({
    maxCharacters,
    matches: {
      test: (name: string) => /^[A-Za-z][A-Za-z0-9._:-]+$/.test(name),
      must: 'begin with a letter, and have at least two letters, digits, ., _, : and -',
    },
    codes: { tooLong: ['InstanceName.ExceedLimit'], value: ['InstanceName.InvalidPattern'] },
  }) as const

/** For lists: what names no instance matches nothing. Instances that are gone keep their ids, as their tasks do. */
export async function wantedInstances(
  { deps, caller }: Context,
  names: readonly string[] | undefined,
): Promise<readonly number[] | undefined> {
  if (!names) return undefined
  const refs = names.flatMap((name): InstanceRef[] => {
    const ref = parseInstance(deps, name)
    return ref ? [ref] : []
  })
  const kinds = await deps.store.instanceKinds(
    caller.accountId,
    refs.map(({ id }) => id),
  )
  return refs.flatMap((ref) => {
    const kind = kinds.get(ref.id)
    return kind === undefined || ref.kinds.includes(kind) ? [ref.id] : []
  })
}
