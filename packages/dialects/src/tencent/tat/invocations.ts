import {
  type Command,
  type Delivery,
  type Invocation,
  invocationState,
  type ListedTask,
  type OutputMode,
  type Profile,
  type Run,
  renderScript,
  type StartRequest,
  type Termination,
} from '@muster/core'
import type { Context, Output } from '../../action.ts'
import type { Input } from '../../spec/fields.ts'
import { jsonOrEmpty, shownDelivery, shownDirectory, shownUser, typeName } from './commands.ts'
import type { executionFields } from './fields.ts'
import { kindName } from './instances.ts'
import { errorInfo, invocationStatus, taskStatus } from './states.ts'
import { time, timeOrNull } from './times.ts'

/** How TAT runs a script: with the user's profiles, both streams as one, and a stop that takes all its processes. */
export const tatExecution = {
  away: 'fail',
  source: 'user',
  profile: 'login' satisfies Profile,
  termination: 'processTree' satisfies Termination,
  output: 'merged' satisfies OutputMode,
} as const

/** What the caller sets over a stored command. */
export function overridesIn(input: Input<typeof executionFields>, { delivery }: Command): StartRequest['overrides'] {
  const { Timeout, WorkingDirectory, Username, OutputCOSBucketUrl, OutputCOSKeyPrefix } = input
  return {
    ...(Timeout !== undefined && { timeoutSeconds: Timeout }),
    ...(WorkingDirectory && { workingDirectory: WorkingDirectory }),
    ...(Username && { userName: Username }),
    delivery: {
      bucketUrl: OutputCOSBucketUrl || delivery.bucketUrl,
      keyPrefix: OutputCOSKeyPrefix || delivery.keyPrefix,
    },
  }
}

/** The script as it ran, secrets masked, in Base64. */
const shownContent = ({ execution, parameters }: Run): string =>
  Buffer.from(renderScript(execution, parameters)).toString('base64')

export function invocationRecord({ deps }: Context, invocation: Invocation, tasks: readonly Output[]): Output {
  const { execution } = invocation
  return {
    InvocationId: deps.nativeIds.format('invocation', invocation.id),
    CommandId: deps.nativeIds.format('command', invocation.commandId),
    CommandName: invocation.commandName,
    InvocationStatus: invocationStatus[invocationState(invocation.counts, invocation.total)],
    InvocationTaskBasicInfoSet: tasks,
    Description: invocation.description,
    StartTime: timeOrNull(invocation.startedAt),
    EndTime: timeOrNull(invocation.endedAt),
    CreatedTime: time(invocation.createdAt),
    UpdatedTime: time(invocation.updatedAt),
    Parameters: jsonOrEmpty(invocation.parameters),
    DefaultParameters: jsonOrEmpty(invocation.defaultParameters),
    InstanceKind: kindName[invocation.instanceKind],
    Username: shownUser(execution.type, execution.userName),
    InvocationSource: sourceName[invocation.source],
    CommandContent: shownContent(invocation),
    CommandType: typeName[execution.type],
    Timeout: execution.timeoutSeconds,
    WorkingDirectory: shownDirectory(execution.type, execution.workingDirectory),
    ...shownDelivery(execution.delivery),
  }
}

/** The seed's example has `user`; the SDK documents USER and INVOKER. */
const sourceName: Record<Invocation['source'], string> = { user: 'USER', schedule: 'INVOKER' }

/** How the script was run; the same for every task of an invocation. */
export function commandDocument(run: Run): Output {
  const { execution } = run
  return {
    Content: shownContent(run),
    CommandType: typeName[execution.type],
    Timeout: execution.timeoutSeconds,
    WorkingDirectory: shownDirectory(execution.type, execution.workingDirectory),
    Username: shownUser(execution.type, execution.userName),
    ...shownDelivery(execution.delivery),
  }
}

/** `output` is undefined where the caller wants none. */
export function taskRecord(
  { deps }: Context,
  task: ListedTask,
  { run, document }: { readonly run: Run; readonly document: Output },
  { output, delivery }: { readonly output: Uint8Array | undefined; readonly delivery: Delivery | undefined },
): Output {
  return {
    InvocationId: deps.nativeIds.format('invocation', task.invocationId),
    InvocationTaskId: deps.nativeIds.format('task', task.id),
    CommandId: deps.nativeIds.format('command', task.commandId),
    CommandName: run.commandName,
    TaskStatus: taskStatus[task.state],
    InstanceId: deps.nativeIds.formatInstance(task.instanceKind, task.instanceId),
    TaskResult: {
      ExitCode: task.exitCode ?? -1,
      Output: output ? Buffer.from(output).toString('base64') : '',
      ExecStartTime: timeOrNull(task.startedAt),
      ExecEndTime: task.startedAt === undefined ? null : timeOrNull(task.endedAt),
      Dropped: task.outputDropped,
      OutputUrl: delivery?.state === 'kept' ? deps.linkToOutput(task.id) : (delivery?.url ?? ''),
      OutputUploadCOSErrorInfo: delivery?.error ?? '',
    },
    StartTime: timeOrNull(task.startedAt),
    EndTime: timeOrNull(task.endedAt),
    CreatedTime: time(task.createdAt),
    UpdatedTime: time(task.updatedAt),
    CommandDocument: document,
    ErrorInfo: errorInfo(task),
    InvocationSource: sourceName[run.source],
  }
}
