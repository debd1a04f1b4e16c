import { type InstanceFilter, isTerminal, MusterError, type Target } from '@muster/core'
import type { Targets } from '@muster/protocol/api'
import type * as z from 'zod'
import { type CallContext, everything, instanceId, invocationId } from './context.ts'

/** The instances that a choice comes to, each once, in the order of their ids. */
export async function resolveTargets(
  context: CallContext,
  targets: z.output<typeof Targets>,
): Promise<readonly Target[]> {
  const { store } = context.deps
  const { accountId } = context.caller
  const list = (filter: InstanceFilter) => store.listTargets(accountId, filter)
  const found: (readonly Target[])[] = []
  if (targets.all) found.push(await list({}))
  if (targets.instances.length > 0) {
    const ids = targets.instances.map((text) => instanceId(context, text))
    found.push(complete(targets.instances, ids, await list({ ids }), ({ id }) => id))
  }
  if (targets.names.length > 0)
    found.push(complete(targets.names, targets.names, await list({ names: targets.names }), ({ name }) => name))
  if (targets.tags.length > 0)
    found.push(await list({ tags: targets.tags.map(({ key, value }) => ({ keys: [key], values: [value] })) }))
  if (targets.failedOf !== undefined) found.push(await failedOf(context, targets.failedOf))
  // Each list is in order, and names none twice.
  if (found.length < 2) return found[0] ?? []
  const distinct = new Map(found.flat().map((instance) => [instance.id, instance]))
  return [...distinct.values()].sort((a, b) => a.id - b.id)
}

/** The same for what acts on them, and needs one at least. `undone` is what has not happened, as "nothing ran". */
export async function resolveSome(
  context: CallContext,
  targets: z.output<typeof Targets>,
  undone: string,
): Promise<readonly Target[]> {
  const found = await resolveTargets(context, targets)
  if (found.length > 0) return found
  throw new MusterError(
    'NoTargets',
    `The choice of targets is empty: ${undone}. See what there is with "muster hosts".`,
  )
}

/** Refuses when a named instance is missing: a typing error must not quietly run on fewer hosts. */
function complete<Key>(
  texts: readonly string[],
  keys: readonly Key[],
  found: readonly Target[],
  keyOf: (instance: Target) => Key,
) {
  const present = new Set(found.map(keyOf))
  const missing = texts.filter((_, index) => !present.has(keys[index] as Key))
  if (missing.length > 0)
    throw new MusterError(
      'InstanceNotFound',
      `There is no instance ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ' …' : ''}. List them with "muster hosts".`,
    )
  return found
}

async function failedOf(context: CallContext, invocation: string): Promise<readonly Target[]> {
  const { store } = context.deps
  const { accountId } = context.caller
  const filter = { invocationIds: [invocationId(context, invocation)] }
  const { items } = await store.listTasks(accountId, filter, everything)
  if (items.length === 0)
    throw new MusterError('InvocationNotFound', `There is no invocation ${invocation} in this account.`)
  const ids = items.filter(({ state }) => isTerminal(state) && state !== 'succeeded').map((task) => task.instanceId)
  return ids.length === 0 ? [] : store.listTargets(accountId, { ids })
}
