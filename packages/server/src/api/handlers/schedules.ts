import {
  checkParameters,
  createSchedule as create,
  findSchedule,
  modifySchedule as modify,
  deleteSchedule as remove,
  type Schedule,
  type ScheduleRule,
  switchSchedule,
} from '@muster/core'
import type { ScheduleRule as GivenRule } from '@muster/protocol/api'
import { type CallContext, commandId, type Handler, scheduleId } from '../context.ts'
import { resolveTargets } from '../targets.ts'
import { scheduleView } from '../views.ts'

export function ruleOf({ deps }: CallContext, rule: GivenRule): ScheduleRule {
  if (rule.kind === 'cron') return rule
  if (rule.kind === 'once') return { kind: 'once', at: Date.parse(rule.at) }
  return { kind: 'rate', seconds: rule.seconds, from: rule.from ? Date.parse(rule.from) : deps.clock.now() }
}

async function view({ deps, caller }: CallContext, schedules: readonly Schedule[]) {
  const ids = [...new Set(schedules.flatMap(({ instanceIds }) => instanceIds))]
  const kinds = await deps.store.instanceKinds(caller.accountId, ids)
  return schedules.map((schedule) => scheduleView(deps.nativeIds, schedule, kinds))
}

async function viewOne(context: CallContext, id: number) {
  const [shown] = await view(context, [await findSchedule(context.deps, context.caller, id)])
  if (!shown) throw new Error(`The schedule ${id} has no view.`)
  return shown
}

export const createSchedule: Handler<'createSchedule'> = async (context, { body }) => {
  const { id } = await create(context.deps, context.caller, {
    name: body.name,
    rule: ruleOf(context, body.rule),
    overlap: body.overlap,
    commandId: commandId(context, body.command),
    instances: await resolveTargets(context, body.targets),
    userName: body.user,
    profile: body.profile,
    parameters: body.parameters && checkParameters(Object.entries(body.parameters)),
    tags: {},
    away: 'skip',
  })
  return viewOne(context, id)
}

export const listSchedules: Handler<'listSchedules'> = async (context, { query }) => {
  const filter = { names: query.name === undefined ? undefined : [query.name] }
  const { total, items } = await context.deps.store.listSchedules(context.caller.accountId, filter, query)
  return { total, items: await view(context, items) }
}

export const getSchedule: Handler<'getSchedule'> = (context, { path }) =>
  viewOne(context, scheduleId(context, path.id ?? ''))

export const modifySchedule: Handler<'modifySchedule'> = async (context, { path, body }) => {
  const id = scheduleId(context, path.id ?? '')
  await modify(context.deps, context.caller, id, {
    ...(body.name !== undefined && { name: body.name }),
    ...(body.rule && { rule: ruleOf(context, body.rule) }),
    ...(body.overlap && { overlap: body.overlap }),
    ...(body.command !== undefined && { commandId: commandId(context, body.command) }),
    ...(body.user !== undefined && { userName: body.user }),
    instances: body.targets && (await resolveTargets(context, body.targets)),
    parameters: body.parameters && checkParameters(Object.entries(body.parameters)),
    away: 'skip',
  })
  return viewOne(context, id)
}

async function turn(context: CallContext, text: string | undefined, to: 'enabled' | 'disabled') {
  const id = scheduleId(context, text ?? '')
  await switchSchedule(context.deps, context.caller, id, to)
  return viewOne(context, id)
}

export const enableSchedule: Handler<'enableSchedule'> = (context, { path }) => turn(context, path.id, 'enabled')

export const disableSchedule: Handler<'disableSchedule'> = (context, { path }) => turn(context, path.id, 'disabled')

export const deleteSchedule: Handler<'deleteSchedule'> = async (context, { path }) => {
  await remove(context.deps, context.caller, scheduleId(context, path.id ?? ''))
  return {}
}
