import { checkParameters, createCommand as create, findCommand } from '@muster/core'
import { commandId, type Handler } from '../context.ts'
import { commandView } from '../views.ts'

export const createCommand: Handler<'createCommand'> = async ({ deps, caller }, { body }) => {
  const parameters = checkParameters(Object.entries(body.parameters ?? {}))
  const { id } = await create(deps, caller, {
    name: body.name,
    description: body.description,
    type: 'shell',
    content: Buffer.from(body.script, 'base64'),
    timeoutSeconds: body.timeout,
    workingDirectory: body.workingDirectory,
    userName: body.user,
    parametersEnabled: body.parameters !== undefined,
    parameterDefaults: Object.entries(parameters).map(([name, value]) => ({ name, value, description: '' })),
    delivery: { bucketUrl: '', keyPrefix: '' },
    tags: {},
  })
  return commandView(deps.nativeIds, await findCommand(deps, caller, id))
}

export const listCommands: Handler<'listCommands'> = async ({ deps, caller }, { query }) => {
  const filter = { names: query.name === undefined ? undefined : [query.name] }
  const { total, items } = await deps.store.listCommands(caller.accountId, filter, query)
  return { total, items: items.map((command) => commandView(deps.nativeIds, command)) }
}

export const getCommand: Handler<'getCommand'> = async (context, { path }) => {
  const { deps, caller } = context
  return commandView(deps.nativeIds, await findCommand(deps, caller, commandId(context, path.id ?? '')))
}
