import type { Caller } from '../accounts/account.ts'
import type { Command, CommandDraft } from '../commands/command.ts'
import {
  defaultsOf,
  maskSecrets,
  mergeParameters,
  type Parameters,
  refuseTooLong,
  secretNames,
} from '../commands/parameters.ts'
import { openCommand, sealDraft } from '../commands/seal.ts'
import type { Instance } from '../instances/instance.ts'
import type { Deps } from '../ports.ts'
import type { Assignment, TaskGroup, TaskWork } from '../store.ts'
import type { Execution, InvocationSource, OutputMode, Profile, Termination } from './invocation.ts'
import { type AwayPolicy, planTargets } from './targets.ts'

export interface StartRequest {
  readonly command: Command | { readonly draft: CommandDraft; readonly saved: boolean }
  /** Of the caller's account, each once. */
  readonly instances: readonly Instance[]
  readonly parameters: Parameters | undefined
  readonly away: AwayPolicy
  readonly source: InvocationSource
  readonly profile: Profile
  readonly termination: Termination
  readonly output: OutputMode
  /** What the caller sets over the command's own values. */
  readonly overrides: Partial<Pick<Execution, 'timeoutSeconds' | 'workingDirectory' | 'userName' | 'delivery'>>
}

/** Plans an invocation, stores it with all its tasks, and only then tells the gateways. */
export async function startInvocation(
  deps: Deps,
  caller: Caller,
  request: StartRequest,
): Promise<{ id: number; commandId: number }> {
  const now = deps.clock.now()
  const { vault } = deps
  const command = 'id' in request.command ? openCommand(vault, request.command) : request.command.draft
  const values = mergeParameters(
    command.parametersEnabled,
    command.parameterDefaults,
    request.parameters,
    command.content,
  )
  refuseTooLong(command.content, values)
  const secret = secretNames(command.content)
  const masked = values && maskSecrets(values, secret)
  const execution = {
    type: command.type,
    content: command.content,
    timeoutSeconds: command.timeoutSeconds,
    workingDirectory: command.workingDirectory,
    userName: command.userName,
    delivery: command.delivery,
    ...request.overrides,
    profile: request.profile,
    termination: request.termination,
    output: request.output,
  }
  const parameters = masked?.shown
  const sealedSecrets =
    masked && Object.keys(masked.secrets).length > 0
      ? vault.seal(Buffer.from(JSON.stringify(masked.secrets)))
      : undefined

  const reservation = deps.gateway.reserve(request.instances.map((instance) => instance.id))
  try {
    const { kind, tasks } = planTargets(deps, {
      instances: request.instances,
      type: command.type,
      away: request.away,
      timeoutSeconds: execution.timeoutSeconds,
      reserved: reservation.has,
    })
    const { id, commandId, firstTaskId } = await deps.store.createInvocation({
      accountId: caller.accountId,
      command:
        'id' in request.command
          ? { id: request.command.id }
          : { draft: sealDraft(vault, request.command.draft), saved: request.command.saved },
      commandName: command.name,
      description: command.description,
      source: request.source,
      instanceKind: kind,
      execution,
      parameters,
      defaultParameters: command.parametersEnabled
        ? maskSecrets(defaultsOf(command.parameterDefaults), secret).shown
        : undefined,
      sealedSecrets,
      tasks,
      createdAt: now,
    })
    reservation.send(assign(tasks, { invocationId: id, firstTaskId }, { ...execution, parameters, sealedSecrets }))
    deps.nudge.deliver(tasks.flatMap(({ state, instanceIds }) => (state === 'pending' ? instanceIds : [])))
    return { id, commandId }
  } finally {
    reservation.release()
  }
}

/** The tasks that were stored as sent. */
function assign(
  groups: readonly TaskGroup[],
  { invocationId, firstTaskId }: { readonly invocationId: number; readonly firstTaskId: number },
  work: TaskWork,
): readonly Assignment[] {
  const assignments: Assignment[] = []
  let taskId = firstTaskId
  for (const { state, dueAt, instanceIds } of groups)
    for (const instanceId of instanceIds) {
      if (state === 'delivering') assignments.push({ taskId, attempt: 1, instanceId, invocationId, state, dueAt, work })
      taskId += 1
    }
  return assignments
}
