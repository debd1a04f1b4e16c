import {
  checkParameters,
  createCommand as create,
  deleteCommands,
  findCommand,
  modifyCommand as modify,
  noDelivery,
  type ParameterDefault,
  previewContent,
} from '@muster/core'
import { commandId, type Handler } from '../context.ts'
import { base64, commandView } from '../views.ts'

export const createCommand: Handler<'createCommand'> = async ({ deps, caller }, { body }) => {
  const { id } = await create(deps, caller, {
    name: body.name,
    description: body.description,
    type: 'shell',
    content: Buffer.from(body.script, 'base64'),
    timeoutSeconds: body.timeout,
    workingDirectory: body.workingDirectory,
    userName: body.user,
    parametersEnabled: body.parameters !== undefined,
    parameterDefaults: defaultsIn(body.parameters ?? {}),
    delivery: noDelivery,
    tags: {},
  })
  return commandView(deps.nativeIds, await findCommand(deps, caller, id))
}

export const listCommands: Handler<'listCommands'> = async ({ deps, caller }, { query }) => {
  const filter = {
    names: query.name === undefined ? undefined : [query.name],
    createdBy:
      query.public === undefined ? undefined : [query.public === 'true' ? ('muster' as const) : ('user' as const)],
  }
  const { total, items } = await deps.store.listCommands(caller.accountId, filter, query)
  return { total, items: items.map((command) => commandView(deps.nativeIds, command)) }
}

export const getCommand: Handler<'getCommand'> = async (context, { path }) => {
  const { deps, caller } = context
  return commandView(deps.nativeIds, await findCommand(deps, caller, commandId(context, path.id ?? '')))
}

export const modifyCommand: Handler<'modifyCommand'> = async (context, { path, body }) => {
  const { deps, caller } = context
  const id = commandId(context, path.id ?? '')
  const { name, description, script, timeout, user, workingDirectory, parameters } = body
  await modify(deps, caller, id, {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(script === undefined ? {} : { content: Buffer.from(script, 'base64') }),
    ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
    ...(user === undefined ? {} : { userName: user }),
    ...(workingDirectory === undefined ? {} : { workingDirectory }),
    ...(parameters === undefined ? {} : { parameterDefaults: defaultsIn(parameters) }),
  })
  return commandView(deps.nativeIds, await findCommand(deps, caller, id))
}

export const deleteCommand: Handler<'deleteCommand'> = async (context, { path }) => {
  await deleteCommands(context.deps, context.caller, [commandId(context, path.id ?? '')])
  return {}
}

export const previewCommand: Handler<'previewCommand'> = async (context, { path, body }) => {
  const command = await findCommand(context.deps, context.caller, commandId(context, path.id ?? ''))
  const given = body.parameters && checkParameters(Object.entries(body.parameters))
  return { script: base64(previewContent(command, given)) }
}

const defaultsIn = (parameters: Readonly<Record<string, string>>): readonly ParameterDefault[] =>
  Object.entries(checkParameters(Object.entries(parameters))).map(([name, value]) => ({ name, value, description: '' }))
