import * as core from '@muster/core'
import type * as api from '@muster/protocol/api'
import type { Handler } from '../context.ts'

/** The value of a secret is there only where it was asked for. */
const view = (
  { name, version, kind, value, userName, createdAt }: core.StoredParameter,
  shown: 'plain' | 'all' = 'plain',
): api.StoredParameter => ({
  ...{ name, version, kind, user: userName, createdAt: new Date(createdAt).toISOString() },
  value: kind === 'plain' || shown === 'all' ? value : null,
})

export const setParameter: Handler<'setParameter'> = async ({ deps, caller }, { body: { name, value, secret } }) =>
  view(await core.setParameter(deps, caller, { name, value, kind: secret ? 'secret' : 'plain' }))

export const listParameters: Handler<'listParameters'> = async ({ deps, caller }) => ({
  items: (await core.listParameters(deps, caller)).map((each) => view(each)),
})

export const getParameter: Handler<'getParameter'> = async ({ deps, caller }, { path, query }) =>
  view(await core.findParameter(deps, caller, path.id ?? '', query.version))

export const listParameterVersions: Handler<'listParameterVersions'> = async ({ deps, caller }, { path }) => ({
  items: (await core.listParameterVersions(deps, caller, path.id ?? '')).map((each) => view(each)),
})

export const revealParameter: Handler<'revealParameter'> = async ({ deps, caller }, { path, body }) =>
  view(await core.revealParameter(deps, caller, path.id ?? '', body.version), 'all')

export const deleteParameter: Handler<'deleteParameter'> = async ({ deps, caller }, { path }) => {
  await core.deleteParameter(deps, caller, path.id ?? '')
  return {}
}
