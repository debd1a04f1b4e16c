import { createRegisterCode as create, deleteRegisterCodes, disableRegisterCodes } from '@muster/core'
import { type Handler, registerCodeId } from '../context.ts'
import { codeView } from '../views.ts'

export const createRegisterCode: Handler<'createRegisterCode'> = async ({ deps, caller, about }, { body }) => {
  const { hours, ...rest } = body
  const { id, secret } = await create(deps, caller, { ...rest, hours: hours ?? undefined })
  const { serverKey, agentHash } = about
  return { id: deps.nativeIds.formatCode(id), secret, serverKey, serverCert: about.serverCert(), agentHash }
}

export const listRegisterCodes: Handler<'listRegisterCodes'> = async ({ deps, caller }, { query }) => {
  const { total, items } = await deps.store.listRegisterCodes(caller.accountId, {}, query)
  return { total, items: items.map((code) => codeView(deps.nativeIds, code)) }
}

export const disableRegisterCode: Handler<'disableRegisterCode'> = async (context, { path }) => {
  await disableRegisterCodes(context.deps, context.caller, [registerCodeId(context, path.id ?? '')])
  return {}
}

export const deleteRegisterCode: Handler<'deleteRegisterCode'> = async (context, { path }) => {
  await deleteRegisterCodes(context.deps, context.caller, [registerCodeId(context, path.id ?? '')])
  return {}
}
