import { type AccessKey, type Audit, type Caller, callerOf, type Deps, refuseCall } from '@muster/core'
import type { Action } from './action.ts'
import { createAlibaba } from './alibaba/vendor.ts'
import { speaksAlibaba } from './alibaba/wire.ts'
import type { FindKey } from './keys.ts'
import { createRateLimit, type RateLimit } from './rate-limit.ts'
import { type Head, hasTooManyPairs, header, mostPairs, type RawAnswer, type RawRequest } from './raw.ts'
import { identify, type Sources } from './sources.ts'
import { findAction } from './tencent/products.ts'
import { createTencent } from './tencent/vendor.ts'
import type { Route, Vendor, WholeRequest } from './vendor.ts'

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
  /** Who has signed wrongly, shared with the server's other doors. */
  readonly sources: Sources
  /** Told of everything that nobody foresaw; the client gets the request id only. */
  readonly report: (error: unknown, requestId: string) => void
}

export type Dialects = (request: RawRequest) => Promise<RawAnswer>

interface Services extends DialectOptions {
  readonly fits: RateLimit
}

export function createDialects(options: DialectOptions): Dialects {
  const services: Services = { ...options, fits: createRateLimit(options.clock) }
  const tencent = createTencent(options.clock)
  const alibaba = createAlibaba(options.clock)
  return (request) =>
    answer(services, speaksAlibaba(request.head, request.body) ? alibaba : tencent, request, options.requestId())
}

/** The life of a request: route, authenticate, authorise, validate, run, serialize. */
async function answer(services: Services, vendor: Vendor, request: RawRequest, requestId: string): Promise<RawAnswer> {
  const envelope = vendor.envelope(request, requestId)
  let documented: readonly string[] = []
  try {
    const call = vendor.readCall(checkSize(vendor, request))
    const { route } = call
    documented = route.action?.errors ?? []
    const caller = callerOf(await identify(services.sources, request.peer, services.keys, call.authenticate))
    const region = chooseRegion(services, vendor, call.region())
    checkRate(services, vendor, route, caller)
    const action = authorise(vendor, route, caller)
    const audit = auditOf(services, route, caller, requestId, request.peer)
    const deps = services.deps(action.access === 'write' ? audit : undefined)
    const context = { deps, caller, region, regions: services.regions, host: header(request.head, 'host') }
    const run = action.validate(context, call.parameters(action.input))
    return envelope.answer(await run())
  } catch (error) {
    const refusal = envelope.refuse(error, documented)
    if (refusal) return refusal
    services.report(error, requestId)
    return envelope.fail(`The server failed to answer. Its log has more under ${requestId}.`)
  }
}

/** Source: API 3.0, TC3 signature: 10 MB of body. */
const sizeLimits = { body: 10 * 1024 * 1024, usualBody: 1024 * 1024 } as const

/** How many bytes of body a listener should read before it gives up and passes `body: undefined`. */
export function bodyLimit(head: Head): number {
  const action = findAction(header(head, 'x-tc-action'), header(head, 'x-tc-version'))
  return Math.min(action?.bodyBytes ?? sizeLimits.usualBody, sizeLimits.body)
}

function checkSize(vendor: Vendor, { head, body, peer }: RawRequest): WholeRequest {
  if (head.query.length > vendor.queryBytes)
    throw vendor.refusal('TooLarge', `The query is longer than ${vendor.queryBytes} bytes.`)
  const limit = bodyLimit(head)
  const declared = Number(header(head, 'content-length'))
  if (body === undefined || body.length > limit || declared > limit)
    throw vendor.refusal('TooLarge', `The body is longer than ${limit} bytes.`)
  if (hasTooManyPairs(head, body))
    throw vendor.refusal('TooLarge', `At most ${mostPairs} parameters can be sent at once.`)
  return { head, body, peer }
}

function chooseRegion({ region, regions }: Services, vendor: Vendor, asked: string): string {
  if (asked === '') return region
  if (regions && !regions.includes(asked))
    throw vendor.refusal('UnknownRegion', `This server serves the regions ${regions.join(', ')}.`)
  return asked
}

function checkRate({ rateLimit, fits }: Services, vendor: Vendor, route: Route, caller: Caller): void {
  const perSecond = rateLimit * (route.action?.rateFactor ?? 1)
  if (perSecond > 0 && !fits(`${route.product}:${route.name} ${caller.accessKeyId}`, perSecond))
    throw vendor.refusal('TooFast', `At most ${perSecond} requests a second for each action and key.`)
}

function authorise(vendor: Vendor, { product, name, action }: Route, caller: Caller): Action {
  if (!action) throw vendor.refusal('NotBuilt', `The action ${name} is not built yet on this server.`)
  refuseCall(caller, `${product}:${name}`, action.access)
  return action
}

function auditOf(
  { clock }: Services,
  { product, name }: Route,
  { accountId, userId, accessKeyId }: Caller,
  requestId: string,
  peer: string,
): Audit {
  return { accountId, userId, accessKeyId, action: `${product}:${name}`, requestId, source: peer, at: clock.now() }
}
