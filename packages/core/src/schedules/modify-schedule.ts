import type { Caller } from '../accounts/account.ts'
import { checkRule } from '../calendar/rule.ts'
import { findCommand } from '../commands/find-command.ts'
import type { Parameters } from '../commands/parameters.ts'
import type { Target } from '../instances/instance.ts'
import { refuseForbidden } from '../invocations/refuse-forbidden.ts'
import type { Deps } from '../ports.ts'
import type { ScheduleChange } from '../store/schedules.ts'
import { checkRun } from './create-schedule.ts'
import { existingTargets } from './existing-targets.ts'
import { findSchedule, noSchedule } from './find-schedule.ts'
import { runOf } from './run-of.ts'
import { keepMasked, openParameters, sealParameters } from './seal-parameters.ts'

export interface ScheduleEdit extends Pick<ScheduleChange, 'name' | 'rule' | 'overlap' | 'commandId' | 'userName'> {
  readonly instances?: readonly Target[] | undefined
  readonly parameters?: Parameters | undefined
  /** Whether new instances that are away now are refused. */
  readonly away: 'fail' | 'skip'
}

/** Changes what is given, and refuses what could not be started as it then is. */
export async function modifySchedule(
  deps: Deps,
  caller: Caller,
  id: number,
  { instances, parameters, away, ...edit }: ScheduleEdit,
): Promise<void> {
  const schedule = await findSchedule(deps, caller, id)
  const now = deps.clock.now()
  if (edit.rule) checkRule(edit.rule, now)
  const command = await findCommand(deps, caller, edit.commandId ?? schedule.commandId)
  const held = openParameters(deps, schedule, command)
  const given = parameters ? keepMasked(parameters, held, command) : held
  const targets = instances ?? (await existingTargets(deps, caller.accountId, schedule.instanceIds))
  // Hosts that are not what is changed may be away meanwhile.
  await checkRun(deps, caller, { ...schedule, ...edit, parameters: given }, command, targets, instances ? away : 'skip')
  const change: ScheduleChange = {
    ...edit,
    ownerId: caller.userId,
    ...(instances && { instanceIds: instances.map((instance) => instance.id) }),
    // Another command may take other names as secrets.
    ...sealParameters(deps, caller.accountId, command, given),
  }
  await deps.store.changeSchedule({ accountId: caller.accountId, id, change, at: now })
}

/** Turns a schedule on or off. What would have fired while it was off is recorded as such when it is turned on. */
export async function switchSchedule(
  deps: Deps,
  caller: Caller,
  id: number,
  to: 'enabled' | 'disabled',
): Promise<void> {
  const { store, clock } = deps
  const { accountId } = caller
  if (to === 'enabled' && caller.policy) await refuseStarting(deps, caller, id)
  await store.changeSchedule({ accountId, id, change: { enabled: to === 'enabled' }, at: clock.now() })
}

/** Whoever turns a schedule on lets it run, as much as whoever made it. */
async function refuseStarting(deps: Deps, caller: Caller, id: number): Promise<void> {
  const schedule = await findSchedule(deps, caller, id)
  const command = await findCommand(deps, caller, schedule.commandId)
  const instances = await existingTargets(deps, caller.accountId, schedule.instanceIds)
  await refuseForbidden(deps, caller, runOf(schedule, command, instances))
}

/** Its runs and the record of its fires stay. */
export async function deleteSchedule({ store, clock }: Deps, { accountId }: Caller, id: number): Promise<void> {
  if (!(await store.deleteSchedule({ accountId, id, at: clock.now() }))) throw noSchedule()
}
