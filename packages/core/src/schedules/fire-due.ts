import type { Audit, User } from '../accounts/account.ts'
import type { Actor } from '../accounts/authorise.ts'
import type { Command } from '../commands/command.ts'
import { MusterError } from '../errors.ts'
import type { Target } from '../instances/instance.ts'
import { refuseForbidden } from '../invocations/refuse-forbidden.ts'
import { planInvocation, type StartRequest, storedFor, waitingIn } from '../invocations/start-invocation.ts'
import type { Deps } from '../ports.ts'
import type { DueSchedule, NewFires } from '../store/schedules.ts'
import { decideFires } from './decide-fires.ts'
import { existingTargets } from './existing-targets.ts'
import { runOf, unreserved } from './run-of.ts'
import type { NewFire } from './schedule.ts'
import { openParameters } from './seal-parameters.ts'

/** What the schedules of one account need, read once for all of them. */
interface Account {
  readonly commands: ReadonlyMap<number, Command>
  readonly instances: ReadonlyMap<number, Target>
  readonly users: ReadonlyMap<number, User>
}

/**
 * Decides on the fire times that have passed, of at most `limit` schedules, and says of how many. Each schedule is one
 * transaction: its decisions, the invocation that it starts and its next fire time are stored together or not at all,
 * and only if no other server was faster. Whoever dies in between has either done all of it or nothing.
 */
export async function fireDue(deps: Deps, graceMs: number, limit: number): Promise<number> {
  const now = deps.clock.now()
  const due = await deps.store.dueSchedules({ at: now, limit })
  const accounts = await readAccounts(deps, due)
  await Promise.all(
    due.map(async (schedule) => {
      const account = accounts.get(schedule.accountId)
      if (account) await record(deps, schedule, await decide(deps, schedule, account, now, graceMs))
    }),
  )
  return due.length
}

async function readAccounts(deps: Deps, due: readonly DueSchedule[]): Promise<ReadonlyMap<number, Account>> {
  const groups = Map.groupBy(due, ({ accountId }) => accountId)
  const read = async (accountId: number, schedules: readonly DueSchedule[]): Promise<[number, Account]> => {
    const commandIds = [...new Set(schedules.map(({ commandId }) => commandId))]
    const instanceIds = [...new Set(schedules.flatMap((schedule) => schedule.instanceIds))]
    const page = { offset: 0, limit: commandIds.length }
    const { items } = await deps.store.listCommands(accountId, { ids: commandIds }, page)
    const instances = await existingTargets(deps, accountId, instanceIds)
    const users = await deps.store.listUsers(accountId)
    return [
      accountId,
      {
        commands: new Map(items.map((command) => [command.id, command])),
        instances: new Map(instances.map((instance) => [instance.id, instance])),
        users: new Map(users.map((user) => [user.id, user])),
      },
    ]
  }
  return new Map(await Promise.all([...groups].map(([accountId, schedules]) => read(accountId, schedules))))
}

async function decide(
  deps: Deps,
  schedule: DueSchedule,
  account: Account,
  now: number,
  graceMs: number,
): Promise<NewFires> {
  const { rule, overlap, nextAt: dueAt, running, lastInvocationId } = schedule
  const name =
    running && lastInvocationId !== undefined ? deps.nativeIds.format('invocation', lastInvocationId) : undefined
  const { left, start, nextAt } = decideFires({ rule, overlap, dueAt, running: name }, now, graceMs)
  const fires = { schedule, dueAt, nextAt, left, start: undefined, at: now }
  if (!start) return fires
  try {
    return { ...fires, start: await plan(deps, schedule, account, start) }
  } catch (error) {
    if (!(error instanceof MusterError)) throw error
    return { ...fires, left: [...left, { ...start, decision: 'refused', reason: error.message }] }
  }
}

async function plan(deps: Deps, schedule: DueSchedule, account: Account, fire: NewFire): Promise<NewFires['start']> {
  const command = account.commands.get(schedule.commandId)
  if (!command)
    throw new MusterError('CommandNotFound', 'Its command was deleted: give the schedule another, or delete it.')
  const instances = schedule.instanceIds.flatMap((id) => account.instances.get(id) ?? [])
  const gone = schedule.instanceIds.length - instances.length
  if (instances.length === 0)
    throw new MusterError('NoTargets', 'None of its instances exists any more: give the schedule others, or delete it.')
  const given = { ...schedule, parameters: openParameters(deps, schedule, command) }
  const run = runOf(given, command, instances)
  const owner = await refuseOwner(deps, schedule, account, run)
  const { accountId, ownerId: userId } = schedule
  const stored = await storedFor(deps, owner, run)
  const invocation = planInvocation(deps, { accountId, userId }, run, stored, unreserved)
  const reason =
    gone === 0
      ? fire.reason
      : `${fire.reason}; ${gone} of its ${schedule.instanceIds.length} instances no longer exist${gone === 1 ? 's' : ''}`
  return { fire: { ...fire, reason }, invocation }
}

/** Its owner's rights are those of the moment: what it may do, and whether it is still anyone. */
async function refuseOwner(
  deps: Deps,
  { ownerId, accountId }: DueSchedule,
  { users }: Account,
  run: StartRequest,
): Promise<Actor> {
  const owner = ownerId === undefined ? undefined : users.get(ownerId)
  if (!owner) return { accountId, userName: '', policy: undefined }
  if (!owner.enabled)
    throw new MusterError('AccessDenied', `Its owner ${owner.name} is disabled: whoever changes it next owns it.`)
  const actor = { ...owner, userName: owner.name }
  await refuseForbidden(deps, actor, run)
  return actor
}

async function record(deps: Deps, schedule: DueSchedule, fires: NewFires): Promise<void> {
  const audit: Audit = {
    accountId: schedule.accountId,
    userId: undefined,
    accessKeyId: undefined,
    action: 'schedule:fire',
    requestId: deps.nativeIds.format('schedule', schedule.id),
    source: '',
    at: fires.at,
  }
  const { recorded } = await deps.store.audited(audit).recordFires(fires)
  if (recorded && fires.start) deps.nudge.deliver(waitingIn(fires.start.invocation))
}
