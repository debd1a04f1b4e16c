import { type AccessKey, type Audit, type Caller, type Deps, mayCall } from '@muster/core'
import { answerAlibaba, speaksAlibaba } from './alibaba/wire.ts'
import { createRateLimit, type RateLimit } from './rate-limit.ts'
import { type Head, header, type RawAnswer, type RawRequest } from './raw.ts'
import type { Action } from './tencent/action.ts'
import { codesOfErrors, documented, TencentError, translate } from './tencent/errors.ts'
import type { FindKey } from './tencent/keys.ts'
import { findAction, findRoute, type Route } from './tencent/products.ts'
import { type Authenticate, createAuthenticate } from './tencent/signature.ts'
import { authenticateForm, type Form } from './tencent/signature-v1.ts'
import {
  checkProtocol,
  chooseRegion,
  readCall,
  readParameters,
  serialize,
  serializeError,
  sizeLimits,
} from './tencent/wire.ts'

export interface DialectOptions {
  /** The use cases' ports; a call that writes gets those whose store audits with this line. */
  readonly deps: (audit?: Audit) => Deps
  /** An access key with its opened secret. */
  readonly keys: FindKey<AccessKey>
  readonly clock: { readonly now: () => number }
  /** A new UUID. */
  readonly requestId: () => string
  /** For requests that name none. */
  readonly region: string
  /** When given, only these regions are served. */
  readonly regions?: readonly string[] | undefined
  /** Requests a second for each action and key; 0 means no limit. */
  readonly rateLimit: number
  /** Told of everything that nobody foresaw; the client gets the request id only. */
  readonly report: (error: unknown, requestId: string) => void
}

export type Dialects = (request: RawRequest) => Promise<RawAnswer>

interface Services extends DialectOptions {
  readonly authenticate: Authenticate
  readonly fits: RateLimit
}

export function createDialects(options: DialectOptions): Dialects {
  const services: Services = {
    ...options,
    authenticate: createAuthenticate(options.clock),
    fits: createRateLimit(options.clock),
  }
  return async (request) => {
    const { head, body } = request
    const requestId = options.requestId()
    if (speaksAlibaba(head, body)) return answerAlibaba(head, body, requestId)
    return answerTencent(services, request, requestId)
  }
}

/** The life of a request: route, authenticate, authorise, validate, run, serialize. */
async function answerTencent(services: Services, request: RawRequest, requestId: string): Promise<RawAnswer> {
  const { head } = request
  let documentedCodes: readonly string[] = []
  let language = header(head, 'x-tc-language')
  try {
    checkProtocol(head)
    const body = checkSize(request)
    const call = readCall(head, body)
    language = call.language
    const route = findRoute(call.action, call.version)
    documentedCodes = route.action?.errors ?? []
    const region = chooseRegion(call.region, services.region, services.regions)
    const caller = await authenticate(services, head, body, call.form)
    checkRate(services, route, caller)
    const action = authorise(route, caller)
    const audit = auditOf(services, route, caller, requestId, request.peer)
    const { regions } = services
    const context = { deps: services.deps(action.access === 'write' ? audit : undefined), caller, region, regions }
    const run = action.validate(context, readParameters(head, body, call.form, action.input))
    return serialize(requestId, await run())
  } catch (error) {
    const answer = translate(error, documentedCodes)
    if (answer) return serializeError(requestId, answer, language)
    services.report(error, requestId)
    const internal = `The server failed to answer. Its log has more under ${requestId}.`
    return serializeError(requestId, new TencentError('InternalError', internal), language)
  }
}

/** How many bytes of body a listener should read before it gives up and passes `body: undefined`. */
export function bodyLimit(head: Head): number {
  const action = findAction(header(head, 'x-tc-action'), header(head, 'x-tc-version'))
  return Math.min(action?.bodyBytes ?? sizeLimits.usualBody, sizeLimits.body)
}

function checkSize({ head, body }: RawRequest): Uint8Array {
  if (head.query.length > sizeLimits.query)
    throw new TencentError('RequestSizeLimitExceeded', `The query is longer than ${sizeLimits.query} bytes.`)
  const limit = bodyLimit(head)
  const declared = Number(header(head, 'content-length'))
  if (body === undefined || body.length > limit || declared > limit)
    throw new TencentError('RequestSizeLimitExceeded', `The body is longer than ${limit} bytes.`)
  return body
}

async function authenticate(services: Services, head: Head, body: Uint8Array, form: Form | undefined): Promise<Caller> {
  const enabled: FindKey<AccessKey> = async (secretId) => {
    const found = await services.keys(secretId)
    return found?.key.enabled ? found : undefined
  }
  const key = form
    ? await authenticateForm(head, form, enabled, services.clock)
    : await services.authenticate(head, body, enabled)
  const { accountId, userId, userName, role, id } = key
  return { accountId, userId, userName, role, accessKeyId: id }
}

function checkRate({ rateLimit, fits }: Services, { product, name, action }: Route, caller: Caller): void {
  const perSecond = rateLimit * (action?.rateFactor ?? 1)
  if (perSecond > 0 && !fits(`${product.name}:${name} ${caller.accessKeyId}`, perSecond))
    throw new TencentError('RequestLimitExceeded', `At most ${perSecond} requests a second for each action and key.`)
}

function authorise({ name, action }: Route, caller: Caller): Action {
  if (!action)
    throw new TencentError('UnsupportedOperation.ActionNotBuilt', `The action ${name} is not built yet on this server.`)
  if (!mayCall(caller.role, action.access))
    throw new TencentError(
      documented(codesOfErrors.AccessDenied, action.errors),
      `A key with the role ${caller.role} may not call ${name}: use one of an operator.`,
    )
  return action
}

function auditOf(
  { clock }: Services,
  { product, name }: Route,
  caller: Caller,
  requestId: string,
  peer: string,
): Audit {
  const { accountId, userId, accessKeyId } = caller
  return { accountId, userId, accessKeyId, action: `${product.name}:${name}`, requestId, source: peer, at: clock.now() }
}
