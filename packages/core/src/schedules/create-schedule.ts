import type { Caller } from '../accounts/account.ts'
import { checkRule, nextFire } from '../calendar/rule.ts'
import type { Command } from '../commands/command.ts'
import { findCommand } from '../commands/find-command.ts'
import type { Parameters } from '../commands/parameters.ts'
import type { Target } from '../instances/instance.ts'
import { refuseForbidden } from '../invocations/refuse-forbidden.ts'
import { planInvocation, storedFor } from '../invocations/start-invocation.ts'
import type { AwayPolicy } from '../invocations/targets.ts'
import type { Deps } from '../ports.ts'
import { runOf, unreserved } from './run-of.ts'
import type { Schedule } from './schedule.ts'
import { sealParameters } from './seal-parameters.ts'

export interface ScheduleDraft
  extends Pick<Schedule, 'name' | 'rule' | 'overlap' | 'commandId' | 'userName' | 'profile' | 'tags'> {
  /** Of the caller's account, each once. */
  readonly instances: readonly Target[]
  readonly parameters: Parameters | undefined
  /** Whether hosts that are away now are refused: at a fire time, they get a minute to come back. */
  readonly away: 'fail' | 'skip'
}

/** Stores a schedule, refusing what could not be started now: whoever makes it is there to mend it. */
export async function createSchedule(
  deps: Deps,
  caller: Caller,
  { instances, parameters, away, ...draft }: ScheduleDraft,
): Promise<{ id: number }> {
  const now = deps.clock.now()
  checkRule(draft.rule, now)
  const command = await findCommand(deps, caller, draft.commandId)
  await checkRun(deps, caller, { ...draft, parameters }, command, instances, away)
  return deps.store.createSchedule({
    ...draft,
    accountId: caller.accountId,
    ownerId: caller.userId,
    instanceIds: instances.map(({ id }) => id),
    ...sealParameters(deps, caller.accountId, command, parameters),
    enabled: true,
    nextAt: nextFire(draft.rule, now),
    createdAt: now,
  })
}

/** A plan is made and thrown away: it refuses all that a run now would be refused for. */
export async function checkRun(
  deps: Deps,
  caller: Caller,
  schedule: Pick<Schedule, 'userName' | 'profile' | 'parameters'>,
  command: Command,
  instances: readonly Target[],
  away: AwayPolicy,
): Promise<void> {
  const run = runOf(schedule, command, instances)
  await refuseForbidden(deps, caller, run)
  planInvocation(deps, caller, { ...run, away }, await storedFor(deps, caller, run), unreserved)
}
