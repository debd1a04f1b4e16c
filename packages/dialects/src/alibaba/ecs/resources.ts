import type { Deps, InstanceKind, Listing, Page, TagCondition, TaggedKind, Tags } from '@muster/core'
import type { Context } from '../../action.ts'
import { list, text } from '../../spec/fields.ts'
import { quote } from '../../spec/violations.ts'
import { AlibabaError } from '../errors.ts'
import { formatActivation, formatId, formatInstance, parseActivation, parseId, parseInstance } from '../ids.ts'
import { activationKinds } from './activations.ts'
import { mandatory } from './fields.ts'

export const resourceTypes = ['activation', 'command', 'instance', 'invocation', 'managedinstance'] as const
export type ResourceType = (typeof resourceTypes)[number]

export const ResourceType = text({
  oneOf: resourceTypes,
  required: true,
  codes: { ...mandatory('ResourceType').codes, value: ['InvalidResourceType.NotFound'] },
})

export const maxResources = 50

export const ResourceId = list(text({}), {
  maxItems: maxResources,
  required: true,
  codes: { ...mandatory('ResourceId').codes, tooMany: ['NumberExceed.ResourceIds'] },
})

interface Filter {
  readonly ids?: readonly number[] | undefined
  readonly tags?: readonly TagCondition[] | undefined
  readonly upTo?: number | undefined
}

interface Tagged {
  readonly id: number
  readonly kind?: InstanceKind
  readonly tags: Tags
}

/** What can be tagged, by the word that callers use for it. */
interface Resource {
  readonly kind: TaggedKind
  readonly parse: (deps: Deps, text: string) => number | undefined
  readonly format: (deps: Deps, thing: Tagged) => string
  readonly list: (context: Context, filter: Filter, page: Page) => Promise<Listing<Tagged>>
}

const instancesOf = (kinds: readonly InstanceKind[]): Resource => ({
  kind: 'instance',
  parse: (deps, name) => {
    const ref = parseInstance(deps, name)
    return ref?.kinds.some((kind) => kinds.includes(kind)) ? ref.id : undefined
  },
  format: (deps, { id, kind = 'cvm' }) => formatInstance(deps, kind, id),
  list: ({ deps, caller }, filter, page) => deps.store.listInstances(caller.accountId, { ...filter, kinds }, page),
})

export const resources: Readonly<Record<ResourceType, Resource>> = {
  activation: {
    kind: 'registerCode',
    parse: parseActivation,
    format: (deps, { id }) => formatActivation(deps, id),
    list: ({ deps, caller }, filter, page) =>
      deps.store.listRegisterCodes(caller.accountId, { ...filter, kinds: activationKinds }, page),
  },
  command: {
    kind: 'command',
    parse: (deps, name) => parseId(deps, 'command', name),
    format: (deps, { id }) => formatId(deps, 'command', id),
    list: ({ deps, caller }, filter, page) =>
      deps.store.listCommands(caller.accountId, { ...filter, createdBy: ['user'] }, page),
  },
  instance: instancesOf(['cvm', 'lighthouse']),
  invocation: {
    kind: 'invocation',
    parse: (deps, name) => parseId(deps, 'invocation', name),
    format: (deps, { id }) => formatId(deps, 'invocation', id),
    list: ({ deps, caller }, filter, page) =>
      deps.store.listInvocations(caller.accountId, { ...filter, sendsFile: [false] }, page),
  },
  managedinstance: instancesOf(['managed']),
}

/** Each once, and all of them or a refusal. */
export async function resourcesNamed(
  context: Context,
  type: ResourceType,
  names: readonly string[],
): Promise<readonly Tagged[]> {
  const { parse, list: listOf } = resources[type]
  const ids = new Map(names.map((name) => [parse(context.deps, name) ?? noResource(name), name]))
  const { items } = await listOf(context, { ids: [...ids.keys()] }, { offset: 0, limit: maxResources })
  for (const { id } of items) ids.delete(id)
  for (const missing of ids.values()) noResource(missing)
  return items
}

function noResource(name: string): never {
  throw new AlibabaError('InvalidResourceId.NotFound', `The account has no such resource as ${quote(name)}.`)
}
