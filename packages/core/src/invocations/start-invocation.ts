import type { Caller } from '../accounts/account.ts'
import type { Actor } from '../accounts/authorise.ts'
import type { Command, CommandDraft, Naming } from '../commands/command.ts'
import {
  defaultsOf,
  maskSecrets,
  mergeParameters,
  type Parameters,
  refuseTooLong,
  secretNames,
} from '../commands/parameters.ts'
import { openCommand, sealDraft } from '../commands/seal.ts'
import { sealSecrets } from '../commands/sealed-secrets.ts'
import type { SentFile } from '../files/sent-file.ts'
import type { Tags, Target } from '../instances/instance.ts'
import { delivers, noDelivery, refuseUnknownBucket } from '../outputs/bucket.ts'
import { readStored } from '../parameters/read-stored.ts'
import type { Deps, Vault } from '../ports.ts'
import type { NewInvocation, TaskGroup } from '../store/invocations.ts'
import { type Assignment, type TaskWork, takesHostName } from './assignment.ts'
import { startByOf } from './deadlines.ts'
import type { Execution, InvocationSource, OutputMode, Profile, Termination } from './invocation.ts'
import { refuseForbidden } from './refuse-forbidden.ts'
import { checkRepeat, type Repeat } from './repeat.ts'
import type { Runtime } from './runtime.ts'
import { type AwayPolicy, planTargets } from './targets.ts'

export interface StartRequest {
  readonly command: Command | { readonly draft: CommandDraft; readonly saved: boolean; readonly naming?: Naming }
  /** Of the caller's account, each once. */
  readonly instances: readonly Target[]
  readonly parameters: Parameters | undefined
  readonly away: AwayPolicy
  readonly source: InvocationSource
  readonly profile: Profile
  readonly termination: Termination
  readonly output: OutputMode
  /** Of the invocation itself; none by default. */
  readonly tags?: Tags
  /** What the draft holds is a file's, and no script. */
  readonly file?: SentFile
  /** Its tasks stay on their hosts, and fire there. */
  readonly repeat?: Omit<Repeat, 'revision'> | undefined
  readonly runtime?: Runtime
  /** What the caller sets over the command's own values. */
  readonly overrides: Partial<Pick<Execution, 'timeoutSeconds' | 'workingDirectory' | 'userName' | 'delivery'>>
}

/** Plans an invocation, stores it with all its tasks, and only then tells the gateways. */
export async function startInvocation(
  deps: Deps,
  caller: Caller,
  request: StartRequest,
): Promise<{ id: number; commandId: number }> {
  const stored = await allow(deps, caller, request)
  const reservation = deps.gateway.reserve(request.instances.map((instance) => instance.id))
  try {
    const invocation = planInvocation(deps, caller, request, stored, reservation.has)
    const { tasks, execution, parameters, sealedSecrets } = invocation
    const { id, commandId, firstTaskId } = await deps.store.createInvocation(invocation)
    const work = { ...execution, accountId: caller.accountId, commandId, parameters, sealedSecrets }
    const named = takesHostName(work) ? request.instances : []
    const names = new Map(named.map((instance) => [instance.id, instance.name]))
    reservation.send(assign(tasks, { invocationId: id, firstTaskId }, work, names))
    deps.nudge.deliver(waitingIn(invocation))
    return { id, commandId }
  } finally {
    reservation.release()
  }
}

/** All that a start would refuse, with nothing started. Hosts that are away are refused as well. */
export async function checkStart(deps: Deps, caller: Caller, request: StartRequest): Promise<void> {
  const stored = await allow(deps, caller, request)
  planInvocation(deps, caller, { ...request, away: 'fail' }, stored, () => false)
}

/** Refuses what may not run, and gives what the run takes from the parameter store. Most ask for nothing of it all. */
async function allow(deps: Deps, caller: Caller, request: StartRequest): Promise<Parameters> {
  if (caller.policy) await refuseForbidden(deps, caller, request)
  const delivery = deliveryOf(request)
  if (delivers(delivery)) await refuseUnknownBucket(deps, caller.accountId, delivery)
  return storedFor(deps, caller, request)
}

/** What a run takes from the parameter store, as it is now: the run keeps it. */
export const storedFor = (
  deps: Pick<Deps, 'store' | 'vault'>,
  actor: Actor,
  { command, runtime }: StartRequest,
): Promise<Parameters> => readStored(deps, actor, 'id' in command ? command : command.draft, runtime?.passwordName)

/** What fires on its hosts keeps the record of its outputs alone. */
function deliveryOf({ command, overrides, repeat }: StartRequest): Execution['delivery'] {
  if (repeat) return noDelivery
  return overrides.delivery ?? ('id' in command ? command.delivery : command.draft.delivery)
}

/** Whom the gateways are to be told of: one that was away may have come meanwhile. */
export const waitingIn = ({ tasks }: NewInvocation): readonly number[] =>
  tasks.flatMap(({ state, instanceIds }) => (state === 'pending' || state === 'delayed' ? instanceIds : []))

/** Whose run it is, and by which access key: a schedule has none. */
interface Asking {
  readonly accountId: number
  readonly userId: number | undefined
  readonly accessKeyId?: string
}

/** All that is stored of an invocation, or the refusal of what the caller must mend first. */
export function planInvocation(
  deps: Pick<Deps, 'clock' | 'vault' | 'nativeIds'>,
  { accountId, userId, accessKeyId }: Asking,
  request: StartRequest,
  stored: Parameters,
  reserved: (instanceId: number) => boolean,
): NewInvocation {
  const { vault } = deps
  const command = 'id' in request.command ? openCommand(vault, request.command) : request.command.draft
  const values = mergeParameters(
    command.parametersEnabled,
    command.parameterDefaults,
    request.parameters,
    command.content,
  )
  refuseTooLong(command.content, values && { ...values, ...stored })
  const secret = secretNames(command.content)
  const masked = values && maskSecrets(values, secret)
  const runtime = runtimeOf(command, request)
  const execution: Execution = {
    type: command.type,
    content: command.content,
    timeoutSeconds: command.timeoutSeconds,
    workingDirectory: command.workingDirectory,
    userName: command.userName,
    ...request.overrides,
    delivery: deliveryOf(request),
    profile: request.profile,
    termination: request.termination,
    output: request.output,
    repeat: request.repeat && { ...request.repeat, revision: 1 },
    ...(runtime && { runtime }),
    ...(runtime?.container && { userName: '', workingDirectory: '' }),
    ...(request.file && { file: request.file }),
  }
  if (request.repeat) checkRepeat(request.repeat.rule, execution.timeoutSeconds, deps.clock.now())
  const { instances, away } = request
  const { type, timeoutSeconds } = execution
  const { kind, tasks } = planTargets(deps, { instances, type, away, timeoutSeconds, reserved })
  return {
    accountId,
    accessKeyId,
    userId,
    command: commandOf(vault, accountId, request.command),
    commandName: command.name,
    description: command.description,
    source: request.source,
    instanceKind: kind,
    tags: request.tags ?? {},
    execution,
    parameters: masked?.shown,
    defaultParameters: command.parametersEnabled
      ? maskSecrets(defaultsOf(command.parameterDefaults), secret).shown
      : undefined,
    sealedSecrets: masked && sealSecrets(vault, accountId, { ...masked.secrets, ...stored }),
    tasks,
    createdAt: deps.clock.now(),
  }
}

function commandOf(vault: Vault, accountId: number, command: StartRequest['command']): NewInvocation['command'] {
  if ('id' in command) return { id: command.id }
  const { draft, saved, naming } = command
  return saved ? { draft: sealDraft(vault, accountId, draft), ...(naming && { naming }) } : 'script'
}

/** A launcher of the run goes before the command's. */
function runtimeOf({ launcher }: Pick<CommandDraft, 'launcher'>, { runtime }: StartRequest): Runtime | undefined {
  const whole = { ...(launcher && { launcher }), ...runtime }
  return Object.keys(whole).length > 0 ? whole : undefined
}

/** The tasks that were stored as sent. */
function assign(
  groups: readonly TaskGroup[],
  { invocationId, firstTaskId }: { readonly invocationId: number; readonly firstTaskId: number },
  work: TaskWork,
  names: ReadonlyMap<number, string>,
): readonly Assignment[] {
  const assignments: Assignment[] = []
  let taskId = firstTaskId
  for (const { state, dueAt, instanceIds } of groups) {
    const startBy = startByOf(dueAt, work.timeoutSeconds)
    for (const instanceId of instanceIds) {
      if (state === 'delivering') {
        const instanceName = names.get(instanceId)
        const known = instanceName === undefined ? {} : { instanceName }
        assignments.push({ taskId, attempt: 1, instanceId, invocationId, state, startBy, work, ...known })
      }
      taskId += 1
    }
  }
  return assignments
}
