import {
  type AccessKey,
  type Command,
  defaultsOf,
  type Instance,
  type Invocation,
  invocationState,
  type NativeIds,
  type RegisterCode,
  renderContent,
  type Task,
} from '@muster/core'
import type * as api from '@muster/protocol/api'

const time = (at: number) => new Date(at).toISOString()
const timeOrNull = (at: number | undefined) => (at === undefined ? null : time(at))
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
    script: base64(renderContent(invocation.execution.content, invocation.parameters)),
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
  ids: NativeIds,
  task: Task,
  instance: Instance | undefined,
  output: Uint8Array | undefined,
): api.Task {
  return {
    id: ids.format('task', task.id),
    invocation: ids.format('invocation', task.invocationId),
    instance: ids.formatInstance(instance?.kind ?? 'managed', task.instanceId),
    instanceName: instance?.name ?? '',
    state: task.state,
    cause: task.cause,
    exitCode: task.exitCode ?? null,
    ...(output ? { output: base64(output) } : {}),
    outputSize: task.outputSize,
    dropped: task.outputDropped,
    startedAt: timeOrNull(task.startedAt),
    endedAt: timeOrNull(task.endedAt),
  }
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
  return { id: key.id, user: key.userName, role: key.role, enabled: key.enabled, createdAt: time(key.createdAt) }
}
