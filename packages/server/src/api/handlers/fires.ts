import { setImmediate as turn } from 'node:timers/promises'
import { checkRule, findSchedule, fireTimes, type ScheduleRule } from '@muster/core'
import { everything, type Handler, scheduleId } from '../context.ts'
import { fireView } from '../views.ts'
import { ruleOf } from './schedules.ts'

/** Nothing has ever fired before 1970, and the clocks of those days take long to tell. */
async function preview(rule: ScheduleRule, from: number, count: number) {
  const times: string[] = []
  for (const at of fireTimes(rule, Math.max(from, 0))) {
    if (times.push(new Date(at).toISOString()) === count) break
    // One that is eight years off, as a 29th of February can be, takes some milliseconds.
    await turn()
  }
  return { times }
}

export const previewRule: Handler<'previewRule'> = async (context, { body }) => {
  const now = context.deps.clock.now()
  const rule = ruleOf(context, body.rule)
  checkRule(rule, now)
  return preview(rule, body.from ? Date.parse(body.from) : now, body.count)
}

export const previewSchedule: Handler<'previewSchedule'> = async (context, { path, query }) => {
  const { deps, caller } = context
  const { rule } = await findSchedule(deps, caller, scheduleId(context, path.id ?? ''))
  return preview(rule, query.from ? Date.parse(query.from) : deps.clock.now(), query.count)
}

export const listFires: Handler<'listFires'> = async (context, { path, query }) => {
  const { store, nativeIds } = context.deps
  const { accountId } = context.caller
  const filter = {
    scheduleIds: [scheduleId(context, path.id ?? '')],
    at: query.at === undefined ? undefined : Date.parse(query.at),
  }
  const { total, items } = await store.listFires(accountId, filter, query)
  const ids = items.flatMap(({ invocationId }) => invocationId ?? [])
  const invocations = (await store.listInvocations(accountId, { ids }, everything)).items
  const byId = new Map(invocations.map((invocation) => [invocation.id, invocation]))
  return { total, items: items.map((fire) => fireView(nativeIds, fire, byId.get(fire.invocationId ?? 0))) }
}
