import { createRegisterCode as create, MusterError } from '@muster/core'
import type { Handler } from '../context.ts'
import { codeView } from '../views.ts'

export const createRegisterCode: Handler<'createRegisterCode'> = async ({ deps, caller, about }, { body }) => {
  const { hours, ...rest } = body
  const { id, secret } = await create(deps, caller, { ...rest, hours: hours ?? undefined })
  return { id: deps.nativeIds.formatCode(id), secret, serverKey: about.serverKey, agentHash: about.agentHash }
}

export const listRegisterCodes: Handler<'listRegisterCodes'> = async ({ deps, caller }, { query }) => {
  const { total, items } = await deps.store.listRegisterCodes(caller.accountId, undefined, query)
  return { total, items: items.map((code) => codeView(deps.nativeIds, code)) }
}

export const disableRegisterCode: Handler<'disableRegisterCode'> = async ({ deps, caller }, { path }) => {
  const id = deps.nativeIds.parseCode(path.id ?? '')
  const found =
    id !== undefined &&
    (await deps.store.disableRegisterCode({ accountId: caller.accountId, id, at: deps.clock.now() }))
  if (!found) throw new MusterError('RegisterCodeNotFound', 'There is no such register code in this account.')
  return {}
}
