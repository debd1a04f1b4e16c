import { createRequire } from 'node:module'
import type { RunningServer } from '../../e2e/harness/programs.ts'
import type { Answer } from './client.ts'
import { server } from './fleet.ts'

// Both are CommonJS whose one export is the client, beside the classes of all requests.
const load = createRequire(import.meta.url)
const ecs = load('@alicloud/ecs20140526') as typeof import('@alicloud/ecs20140526')
const { $OpenApiUtil } = load('@alicloud/openapi-core') as typeof import('@alicloud/openapi-core')
const plain = load('@alicloud/openapi-client') as typeof import('@alicloud/openapi-client')
const { RuntimeOptions } = load('@alicloud/tea-util') as typeof import('@alicloud/tea-util')
// Its types say that the client is the module itself, which it is not.
const { RPCClient } = load('@alicloud/pop-core') as { RPCClient: typeof import('@alicloud/pop-core') }

/** One action of ECS by its name, parameters as the documents write them. */
export type CallEcs = (action: string, params: Readonly<Record<string, unknown>>) => Promise<Answer>

export interface EcsOptions {
  readonly key?: { readonly secretId: string; readonly secretKey: string; readonly token?: string }
  readonly region?: string
  readonly method?: 'GET' | 'POST'
  readonly of?: RunningServer
}

/** Whatever either client throws. */
export interface EcsError extends Error {
  readonly code: string
  readonly status: number
  readonly data: Readonly<Record<string, unknown>>
}

export async function ecsErrorOf(answer: Promise<unknown>): Promise<EcsError> {
  try {
    await answer
  } catch (error) {
    const { statusCode, entry } = error as {
      readonly statusCode?: number
      readonly entry?: { readonly response: { readonly statusCode: number } }
    }
    return Object.assign(error as EcsError, { status: statusCode ?? entry?.response.statusCode ?? 0 })
  }
  throw new Error('the call succeeded')
}

/** The current SDK, under the third signature: its typed methods take members in camel case. */
export function currentSdk({ of = server, key = of.key, region = 'cn-hangzhou' }: EcsOptions = {}): CallEcs {
  const config = new $OpenApiUtil.Config({
    accessKeyId: key.secretId,
    accessKeySecret: key.secretKey,
    ...(key.token !== undefined && { securityToken: key.token, type: 'sts' }),
    endpoint: new URL(of.url).host,
    protocol: 'http',
    regionId: region,
  })
  type Method = (request: unknown) => Promise<{ readonly body?: { toMap(): Answer } }>
  const client = new ecs.default(config) as unknown as Readonly<Record<string, Method>>
  const requests = ecs as unknown as Readonly<Record<string, new (map: object) => object>>
  return async (action, params) => {
    const Request = requests[`${action}Request`]
    const method = client[action.slice(0, 1).toLowerCase() + action.slice(1)]
    if (!Request || !method) throw new Error(`the SDK has no action ${action}`)
    const { body } = await method.call(client, new Request(camel({ RegionId: region, ...params })))
    if (!body) throw new Error(`${action} was answered without a body`)
    return body.toMap()
  }
}

/** Names of members, but not those of a script's parameters, which are the caller's. */
function camel(value: object): object {
  const within = (member: unknown): unknown => {
    if (Array.isArray(member)) return member.map(within)
    return typeof member === 'object' && member !== null ? camel(member) : member
  }
  const entries = Object.entries(value).map(([name, member]) => [
    name.slice(0, 1).toLowerCase() + name.slice(1),
    name === 'Parameters' ? member : within(member),
  ])
  return Object.fromEntries(entries)
}

/** The SDK without types, which can put what it sends into the body. */
export function plainSdk(
  body: 'formData' | 'json',
  { of = server, key = of.key, region = 'cn-hangzhou' }: EcsOptions = {},
): CallEcs {
  const client = new plain.default(
    new plain.Config({
      accessKeyId: key.secretId,
      accessKeySecret: key.secretKey,
      endpoint: new URL(of.url).host,
      protocol: 'http',
    }),
  )
  return async (action, params) => {
    const how = new plain.Params({
      action,
      version: '2014-05-26',
      protocol: 'HTTP',
      method: 'POST',
      authType: 'AK',
      style: 'RPC',
      pathname: '/',
      reqBodyType: body,
      bodyType: 'json',
    })
    const request = new plain.OpenApiRequest({ query: { RegionId: region }, body: written(params) })
    return (await client.callApi(how, request, new RuntimeOptions({}))).body
  }
}

/** The older SDK, under the first signature: parameters go as they are written. */
export function olderSdk({
  of = server,
  key = of.key,
  region = 'cn-hangzhou',
  method = 'GET',
}: EcsOptions = {}): CallEcs {
  const client = new RPCClient({
    accessKeyId: key.secretId,
    accessKeySecret: key.secretKey,
    ...(key.token !== undefined && { securityToken: key.token }),
    endpoint: of.url,
    apiVersion: '2014-05-26',
  })
  return (action, params) => client.request(action, written({ RegionId: region, ...params }), { method })
}

/** A map is JSON in a string; the typed client alone does that by itself. */
const written = (params: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : value,
    ]),
  )
