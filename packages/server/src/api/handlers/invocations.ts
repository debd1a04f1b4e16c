import { setImmediate as nextTurn } from 'node:timers/promises'
import { cancelInvocation as cancel, deliveriesOf, type ListedTask, MusterError } from '@muster/core'
import { type CallContext, everything, type Handler, instanceId, invocationId } from '../context.ts'
import { invocationView, taskView } from '../views.ts'

export async function readInvocation({ deps, caller }: CallContext, id: number) {
  const { items } = await deps.store.listInvocations(caller.accountId, { ids: [id] }, everything)
  const [invocation] = items
  if (!invocation)
    throw new MusterError('InvocationNotFound', 'There is no such invocation. List them with "muster invocations".')
  return invocationView(deps.nativeIds, invocation)
}

/** What a call has started, read once its first tasks are on their way: agents are not to wait for this. */
export async function readStarted(context: CallContext, id: number) {
  await nextTurn()
  return readInvocation(context, id)
}

export const listInvocations: Handler<'listInvocations'> = async ({ deps, caller }, { query }) => {
  const { total, items } = await deps.store.listInvocations(caller.accountId, {}, query)
  return { total, items: items.map((invocation) => invocationView(deps.nativeIds, invocation)) }
}

export const getInvocation: Handler<'getInvocation'> = (context, { path }) =>
  readInvocation(context, invocationId(context, path.id ?? ''))

export const listTasks: Handler<'listTasks'> = async (context, { path, query }) => {
  const filter = { invocationIds: [invocationId(context, path.id ?? '')] }
  const { total, items } = await context.deps.store.listTasks(context.caller.accountId, filter, query)
  return { total, items: await viewTasks(context, items, query.output === 'true' ? 'withOutput' : 'bare') }
}

/** Tasks, with their outputs where asked. */
export async function viewTasks({ deps }: CallContext, tasks: readonly ListedTask[], detail: 'withOutput' | 'bare') {
  const { store } = deps
  const outputs = detail === 'withOutput' ? await store.readOutputs(tasks.map(({ id }) => id)) : []
  const deliveries = await deliveriesOf(store, tasks)
  return tasks.map((task, index) => taskView(deps, task, { output: outputs[index], delivery: deliveries.get(task.id) }))
}

export const cancelInvocation: Handler<'cancelInvocation'> = async (context, { path, body }) => {
  const { deps, caller } = context
  const id = invocationId(context, path.id ?? '')
  await cancel(
    deps,
    caller,
    id,
    body.instances?.map((text) => instanceId(context, text)),
  )
  return readInvocation(context, id)
}
