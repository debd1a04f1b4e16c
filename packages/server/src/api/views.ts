import {
  type AccessKey,
  type Account,
  type Bucket,
  type Command,
  type Delivery,
  type Deps,
  defaultsOf,
  type Fire,
  type Instance,
  type InstanceKind,
  type Invocation,
  invocationState,
  type LinkToOutput,
  type ListedTask,
  type NativeIds,
  type RegisterCode,
  renderScript,
  type Schedule,
  type ScheduleRule,
  type User,
} from '@muster/core'
import type * as api from '@muster/protocol/api'

const time = (at: number) => new Date(at).toISOString()
export const timeOrNull = (at: number | undefined) => (at === undefined ? null : time(at))
export const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

export function instanceView(ids: NativeIds, instance: Instance): api.Instance {
  const { name, hostName, kind, platform, architecture, localIp, agentVersion, agentUser, tags, online } = instance
  return {
    id: ids.formatInstance(kind, instance.id),
    ...{ name, hostName, kind, platform, architecture, localIp, agentVersion, agentUser, tags, online },
    lastHeartbeat: instance.lastHeartbeatAt === 0 ? null : time(instance.lastHeartbeatAt),
    createdAt: time(instance.createdAt),
  }
}

export function invocationView(ids: NativeIds, invocation: Invocation): api.Invocation {
  return {
    id: ids.format('invocation', invocation.id),
    command: ids.format('command', invocation.commandId),
    name: invocation.commandName,
    script: base64(renderScript(invocation.execution, invocation.parameters)),
    state: invocationState(invocation.counts, invocation.total),
    total: invocation.total,
    counts: invocation.counts,
    user: invocation.execution.userName,
    timeout: invocation.execution.timeoutSeconds,
    createdAt: time(invocation.createdAt),
    startedAt: timeOrNull(invocation.startedAt),
    endedAt: timeOrNull(invocation.endedAt),
  }
}

export function taskView(
  { nativeIds: ids, linkToOutput }: Pick<Deps, 'nativeIds' | 'linkToOutput'>,
  task: ListedTask,
  { output, delivery }: { readonly output: Uint8Array | undefined; readonly delivery: Delivery | undefined },
): api.Task {
  return {
    id: ids.format('task', task.id),
    invocation: ids.format('invocation', task.invocationId),
    instance: ids.formatInstance(task.instanceKind, task.instanceId),
    instanceName: task.instanceName,
    state: task.state,
    cause: task.cause,
    exitCode: task.exitCode ?? null,
    ...(output ? { output: base64(output) } : {}),
    outputSize: task.outputSize,
    dropped: task.outputDropped,
    ...(delivery ? { whole: outputView(linkToOutput, delivery) } : {}),
    startedAt: timeOrNull(task.startedAt),
    endedAt: timeOrNull(task.endedAt),
  }
}

/** Of a task that delivers: where its whole output is, or why it is not there yet. */
function outputView(linkToOutput: LinkToOutput, { taskId, state, size, url, error }: Delivery): api.WholeOutput {
  return { state, size, url: state === 'kept' ? linkToOutput(taskId) : url, error }
}

export function bucketView({ url, kind, endpoint, region, keyId, createdAt }: Bucket): api.Bucket {
  return { url, kind, endpoint, region, keyId, createdAt: time(createdAt) }
}

export function commandView(ids: NativeIds, command: Command): api.Command {
  return {
    id: ids.format('command', command.id),
    name: command.name,
    description: command.description,
    script: base64(command.content),
    type: command.type,
    timeout: command.timeoutSeconds,
    user: command.userName,
    workingDirectory: command.workingDirectory,
    parameters: command.parametersEnabled ? defaultsOf(command.parameterDefaults) : null,
    public: command.createdBy === 'muster',
    createdAt: time(command.createdAt),
  }
}

function ruleView(rule: ScheduleRule): api.ScheduleRule {
  if (rule.kind === 'cron') return rule
  if (rule.kind === 'once') return { kind: 'once', at: time(rule.at) }
  return { kind: 'rate', seconds: rule.seconds, from: time(rule.from) }
}

export function scheduleView(
  ids: NativeIds,
  schedule: Schedule,
  kinds: ReadonlyMap<number, InstanceKind>,
): api.Schedule {
  const { name, overlap, profile, enabled } = schedule
  return {
    id: ids.format('schedule', schedule.id),
    ...{ name, overlap, profile, enabled },
    rule: ruleView(schedule.rule),
    command: ids.format('command', schedule.commandId),
    instances: schedule.instanceIds.map((id) => ids.formatInstance(kinds.get(id) ?? 'cvm', id)),
    user: schedule.userName,
    parameters: schedule.parameters ?? null,
    next: timeOrNull(enabled ? schedule.nextAt : undefined),
    createdAt: time(schedule.createdAt),
    updatedAt: time(schedule.updatedAt),
  }
}

export function fireView(ids: NativeIds, fire: Fire, invocation: Invocation | undefined): api.Fire {
  const { decision, reason } = fire
  return {
    schedule: ids.format('schedule', fire.scheduleId),
    dueAt: time(fire.dueAt),
    until: timeOrNull(fire.until),
    ...{ decision, reason },
    invocation: invocation ? ids.format('invocation', invocation.id) : null,
    state: invocation ? invocationState(invocation.counts, invocation.total) : null,
    decidedAt: time(fire.decidedAt),
  }
}

export function codeView(ids: NativeIds, code: RegisterCode): api.RegisterCode {
  const { description, limit, used, ipRange, enabled } = code
  return {
    id: ids.formatCode(code.id),
    description,
    limit,
    used,
    ipRange,
    enabled,
    expiresAt: timeOrNull(code.expiresAt),
  }
}

export function keyView(key: AccessKey): api.Key {
  const { id, userName: user, role, enabled } = key
  return { id, user, role, enabled, expiresAt: timeOrNull(key.temporary?.expiresAt), createdAt: time(key.createdAt) }
}

export function userView({ name, policy, enabled, createdAt }: User): api.User {
  const view = policy && {
    actions: [...policy.actions],
    instances: [...policy.instances],
    commands: [...policy.commands],
    users: [...policy.users],
    ...(policy.parameters && { parameters: [...policy.parameters] }),
  }
  return { name, policy: view ?? null, enabled, createdAt: time(createdAt) }
}

export const accountView = ({ name, createdAt }: Account): api.Account => ({ name, createdAt: time(createdAt) })
