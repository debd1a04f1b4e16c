import { removeInstance as remove, renameInstance as rename, type TagCondition } from '@muster/core'
import { everything, type Handler, instanceId } from '../context.ts'
import { resolveTargets } from '../targets.ts'
import { instanceView } from '../views.ts'

export const listInstances: Handler<'listInstances'> = async ({ deps, caller }, { query }) => {
  const filter = {
    online: query.online === undefined ? undefined : [query.online === 'true'],
    names: query.name === undefined ? undefined : [query.name],
    tags: query.tag === undefined ? undefined : [tagCondition(query.tag)],
  }
  const { total, items } = await deps.store.listInstances(caller.accountId, filter, query)
  return { total, items: items.map((instance) => instanceView(deps.nativeIds, instance)) }
}

export const previewTargets: Handler<'previewTargets'> = async (context, { body }) => {
  const { deps, caller } = context
  const chosen = await resolveTargets(context, body)
  const all = await deps.store.listInstances(caller.accountId, {}, { ...everything, limit: 0 })
  return {
    total: chosen.length,
    offline: chosen.filter(({ online }) => !online).length,
    accountTotal: all.total,
    instances: chosen.map(({ id, kind, name, online }) => ({
      id: deps.nativeIds.formatInstance(kind, id),
      name,
      online,
    })),
  }
}

export const renameInstance: Handler<'renameInstance'> = async (context, { path, body }) => {
  await rename(context.deps, context.caller, instanceId(context, path.id ?? ''), body.name)
  return {}
}

export const removeInstance: Handler<'removeInstance'> = async (context, { path }) => {
  await remove(context.deps, context.caller, instanceId(context, path.id ?? ''))
  return {}
}

function tagCondition(text: string): TagCondition {
  const at = text.indexOf('=')
  return at < 0 ? { keys: [text] } : { keys: [text.slice(0, at)], values: [text.slice(at + 1)] }
}
