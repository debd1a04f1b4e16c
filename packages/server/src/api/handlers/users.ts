import { changeUser, createUser as create, createAccount as createNewAccount, listAccounts as list } from '@muster/core'
import type { Call, CallContext, Handler } from '../context.ts'
import { accountView, keyView, userView } from '../views.ts'

export const createAccount: Handler<'createAccount'> = async ({ deps, caller }, { body }) => {
  const { name, user: userName } = body
  const { key, secret } = await createNewAccount(deps, caller, { name, userName })
  return { account: name, ...keyView(key), secret }
}

export const listAccounts: Handler<'listAccounts'> = async ({ deps, caller }) => ({
  items: (await list(deps, caller)).map(accountView),
})

export const createUser: Handler<'createUser'> = async ({ deps, caller }, { body }) =>
  userView(await create(deps, caller, { name: body.name, policy: body.policy }))

export const listUsers: Handler<'listUsers'> = async ({ deps, caller }) => ({
  items: (await deps.store.listUsers(caller.accountId)).map(userView),
})

type Switch = Pick<Call<'enableUser'>, 'path'>

const turn = async ({ deps, caller }: CallContext, { path }: Switch, to: 'enabled' | 'disabled') =>
  userView(await changeUser(deps, caller, path.id ?? '', { enabled: to === 'enabled' }))

export const enableUser: Handler<'enableUser'> = (context, call) => turn(context, call, 'enabled')
export const disableUser: Handler<'disableUser'> = (context, call) => turn(context, call, 'disabled')

export const setPolicy: Handler<'setPolicy'> = async ({ deps, caller }, { path, body }) =>
  userView(await changeUser(deps, caller, path.id ?? '', { policy: body.policy ?? undefined }))
