import {
  type Invocation,
  MusterError,
  type OutputMode,
  type Profile,
  type Run,
  type StartRequest,
  type Termination,
} from '@muster/core'
import type { Context, Output } from '../../action.ts'
import { quote } from '../../spec/violations.ts'
import { formatId, formatInstance, parseId } from '../ids.ts'
import { directoryIn, shownDirectory, shownUser, typeName } from './commands.ts'
import { type Encoding, shownText } from './content.ts'
import { shownDelivery, shownOutcome } from './delivery.ts'
import { shownRuntime } from './options.ts'
import type { Part } from './parts.ts'
import { shownTiming } from './repeat.ts'
import { errorCode, errorInfo, olderStatus, scheduled, type WholeStatus, wholeStatus } from './states.ts'
import { shownTags } from './tags.ts'
import { time } from './times.ts'

/** How Cloud Assistant runs a script: without the user's profiles. A host that is away has a minute to come back. */
export const ecsExecution = {
  away: { waitSeconds: 60 },
  source: 'user',
  profile: 'plain' satisfies Profile,
  output: 'merged' satisfies OutputMode,
} as const

const terminations = { Process: 'process', ProcessTree: 'processTree' } as const satisfies Record<string, Termination>
const terminationName: Record<Termination, keyof typeof terminations> = {
  process: 'Process',
  processTree: 'ProcessTree',
}

export const terminationOf = (mode: keyof typeof terminations | undefined): Termination =>
  terminations[mode ?? 'Process']

/** Source: Timeout: no script has less. */
const leastSeconds = 10

interface RunInput {
  readonly Timeout?: number | undefined
  readonly WorkingDir?: string | undefined
  readonly Username?: string | undefined
}

/** What the caller sets over the command's own values. */
export function overridesIn(
  { Timeout, WorkingDir, Username }: RunInput,
  { timeoutSeconds }: { readonly timeoutSeconds: number },
): StartRequest['overrides'] {
  return {
    timeoutSeconds: Math.max(leastSeconds, Timeout ?? timeoutSeconds),
    ...(WorkingDir && { workingDirectory: directoryIn(WorkingDir) }),
    ...(Username && { userName: Username }),
  }
}

export async function invocationNamed({ deps, caller }: Context, text: string): Promise<Invocation> {
  const ids = [parseId(deps, 'invocation', text) ?? parseId(deps, 'file', text) ?? 0]
  const { items } = await deps.store.listInvocations(caller.accountId, { ids }, { offset: 0, limit: 1 })
  const [invocation] = items
  if (!invocation) throw new MusterError('InvocationNotFound', `There is no invocation ${quote(text)} in this account.`)
  return invocation
}

/** What a record of a run and one of a result show alike. */
const shownRun = ({ execution, tags }: Run): Output => ({
  Username: shownUser(execution.type, execution.userName),
  ...shownRuntime(execution.runtime),
  TerminationMode: terminationName[execution.termination],
  OssOutputDelivery: shownDelivery(execution.delivery),
  Tags: shownTags(tags),
})

/** As the API writes a map: JSON in a string, an empty object where there is none. */
const shownParameters = ({ parameters = {} }: Run): string => JSON.stringify(parameters)

export function invocationRecord(
  context: Context,
  invocation: Invocation,
  encoding: Encoding,
  parts: readonly Part[],
): Output {
  const { deps } = context
  const { execution } = invocation
  const status = statusOf(invocation, parts)
  return {
    InvokeId: formatId(deps, 'invocation', invocation.id),
    CommandId: formatId(deps, 'command', invocation.commandId),
    CommandName: invocation.commandName,
    CommandDescription: invocation.description,
    CommandType: typeName[execution.type],
    CommandContent: shownText(execution.content, encoding),
    Parameters: shownParameters(invocation),
    WorkingDir: shownDirectory(execution.type, execution.workingDirectory),
    Timeout: execution.timeoutSeconds,
    CreationTime: time(invocation.createdAt),
    InvocationStatus: status,
    InvokeStatus: olderStatus[status],
    ...shownTiming(execution),
    ...shownRun(invocation),
    InvokeInstances: {
      InvokeInstance: parts.map((part) => instanceRecord(context, part, encoding, shownTiming(execution).Timed)),
    },
  }
}

function statusOf({ counts }: Invocation, parts: readonly Part[]): WholeStatus {
  const status = wholeStatus(counts)
  return status === 'Running' && parts.some(({ shown }) => shown === scheduled) ? 'Scheduled' : status
}

/** SDKs read it as 32 bits: of a greater number Go and Java read nothing at all. The other doors tell the exact one. */
const mostDropped = 2 ** 31 - 1

/** What a record of an instance shows in either list. */
function shownPart(context: Context, part: Part, encoding: Encoding): Output {
  const { task, shown, ended, repeats, output, delivery } = part
  return {
    InstanceId: formatInstance(context.deps, task.instanceKind, task.instanceId),
    InvocationStatus: shown.status,
    ExitCode: task.exitCode,
    ErrorCode: errorCode(ended),
    ErrorInfo: errorInfo(ended),
    Output: shownText(output, encoding),
    Dropped: Math.min(task.outputDropped, mostDropped),
    Repeats: repeats,
    StartTime: time(task.startedAt),
    StopTime: shown.record === 'Stopped' ? time(task.endedAt) : '',
    ...shownOutcome(context, delivery),
  }
}

/** Of an instance within the list of invocations. */
const instanceRecord = (context: Context, part: Part, encoding: Encoding, timed: boolean): Output => ({
  ...shownPart(context, part, encoding),
  InstanceInvokeStatus: part.shown.instance,
  CreationTime: time(part.task.createdAt),
  UpdateTime: time(part.task.updatedAt),
  FinishTime: time(part.task.endedAt),
  Timed: timed,
})

/** Of an instance within the list of results. */
export const resultRecord = (context: Context, part: Part, run: Run, encoding: Encoding): Output => ({
  InvokeId: formatId(context.deps, 'invocation', part.task.invocationId),
  CommandId: formatId(context.deps, 'command', part.task.commandId),
  ...shownPart(context, part, encoding),
  InvokeRecordStatus: part.shown.record,
  FinishedTime: time(part.task.endedAt),
  ...shownRun(run),
})
