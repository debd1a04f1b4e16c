import { open } from 'node:fs/promises'
import { endTerminal as end, findTerminal, MusterError, startTerminal as start, type Terminal } from '@muster/core'
import type * as api from '@muster/protocol/api'
import { type CallContext, everything, type Handler, instanceId, terminalId } from '../context.ts'
import { timeOrNull } from '../views.ts'

/** Of a recording, in one answer. */
const partBytes = 512 * 1024

export const startTerminal: Handler<'startTerminal'> = async (context, { body }) => {
  const { deps, caller } = context
  const id = instanceId(context, body.instance)
  const [target] = await deps.store.listTargets(caller.accountId, { ids: [id] })
  if (!target)
    throw new MusterError(
      'InstanceNotFound',
      'There is no such instance in this account. List them with "muster hosts".',
    )
  if (!target.online)
    throw new MusterError('AgentOffline', `${target.name} is offline: no terminal can be opened there.`)
  const made = await start(deps, caller, { instanceId: id, userName: body.user, commandLine: body.command })
  const { token, url } = deps.terminals.keyTo(made)
  return { id: deps.nativeIds.format('terminal', made.id), token, url }
}

export const listTerminals: Handler<'listTerminals'> = async (context, { query }) => {
  const { total, items } = await context.deps.store.listTerminals(context.caller.accountId, {}, query)
  return { total, items: await viewTerminals(context, items) }
}

export const getTerminal: Handler<'getTerminal'> = async (context, { path }) =>
  viewTerminal(context, await findTerminal(context.deps, context.caller, terminalId(context, path.id ?? '')))

export const endTerminal: Handler<'endTerminal'> = async (context, { path }) =>
  viewTerminal(context, await end(context.deps, context.caller, terminalId(context, path.id ?? '')))

export const readRecording: Handler<'readRecording'> = async (context, { path, query }) => {
  const { id } = await findTerminal(context.deps, context.caller, terminalId(context, path.id ?? ''))
  const file = await open(context.recordingOf(id)).catch(() => undefined)
  if (!file) return { data: '', next: null }
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(partBytes), 0, partBytes, query.offset)
    const next = bytesRead === partBytes ? query.offset + bytesRead : null
    return { data: buffer.subarray(0, bytesRead).toString('base64'), next }
  } finally {
    await file.close()
  }
}

async function viewTerminal(context: CallContext, terminal: Terminal): Promise<api.Terminal> {
  const [view] = await viewTerminals(context, [terminal])
  if (!view) throw new Error('a terminal has no view')
  return view
}

async function viewTerminals({ deps, caller }: CallContext, terminals: readonly Terminal[]): Promise<api.Terminal[]> {
  const ids = [...new Set(terminals.map(({ instanceId: id }) => id))]
  const kinds = await deps.store.instanceKinds(caller.accountId, ids)
  const { items } = await deps.store.listInstances(caller.accountId, { ids }, everything)
  const names = new Map(items.map(({ id, name }) => [id, name]))
  return terminals.map((terminal) => ({
    id: deps.nativeIds.format('terminal', terminal.id),
    instance: deps.nativeIds.formatInstance(kinds.get(terminal.instanceId) ?? 'cvm', terminal.instanceId),
    instanceName: names.get(terminal.instanceId) ?? '',
    user: terminal.userName,
    hostUser: terminal.hostUser,
    command: terminal.commandLine,
    state: terminal.state,
    detail: terminal.detail,
    exitCode: terminal.exitCode ?? null,
    clientIp: terminal.clientIp,
    recorded: terminal.recorded,
    createdAt: new Date(terminal.createdAt).toISOString(),
    connectedAt: timeOrNull(terminal.connectedAt),
    endedAt: timeOrNull(terminal.endedAt),
  }))
}
