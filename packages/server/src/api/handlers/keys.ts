import { createAccessKey, createTemporaryKey as createTemporary, MusterError, requireAdministrator } from '@muster/core'
import type { Handler } from '../context.ts'
import { keyView } from '../views.ts'

export const createKey: Handler<'createKey'> = async (context, { body }) => {
  requireAdministrator(context.caller, 'access keys')
  const { key, secret } = await createAccessKey(context.deps, context.caller, { userName: body.user, role: body.role })
  return { ...keyView(key), secret }
}

export const createTemporaryKey: Handler<'createTemporaryKey'> = async ({ deps, caller }, { body }) => {
  const { role = caller.role, seconds } = body
  const { key, secret, token } = await createTemporary(deps, caller, { role, seconds })
  return { ...keyView(key), secret, token }
}

export const listKeys: Handler<'listKeys'> = async ({ deps, caller }) => ({
  items: (await deps.store.listAccessKeys(caller.accountId)).map(keyView),
})

export const disableKey: Handler<'disableKey'> = async (context, { path }) => {
  requireAdministrator(context.caller, 'access keys')
  const { deps, caller } = context
  const id = path.id ?? ''
  if (id === caller.accessKeyId)
    throw new MusterError(
      'InvalidRequest',
      'This is the key that signs the call: turn it off with another administrator key.',
    )
  const found = await deps.store.disableAccessKey({ accountId: caller.accountId, id })
  if (!found) throw new MusterError('KeyNotFound', 'There is no such access key in this account.')
  return {}
}
