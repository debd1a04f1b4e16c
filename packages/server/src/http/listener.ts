import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Server as TlsServer } from 'node:https'
import { bodyLimit, createDialects, parseHead } from '@muster/dialects'
import { apiPrefix } from '@muster/protocol/api'
import type { Logger } from 'pino'
import { apiBodyLimit, createApi } from '../api/app.ts'
import type { Services } from '../compose.ts'
import type { Config } from '../config.ts'
import { filesPath } from '../files/links.ts'
import { acceptAgents, agentPath } from '../gateway/native/upgrade.ts'
import { outputsPath } from '../outputs/links.ts'
import { createTerminalDoor } from '../terminals/door.ts'
import { sessionPath } from '../terminals/keys.ts'
import { agentBundlePath, answerAgentBundle } from './agent-bundle.ts'
import type { Certificate } from './certificate.ts'
import { askForCertificate, showsCertificate } from './client-certificate.ts'
import { createExchange } from './exchange.ts'
import { createHealth } from './health.ts'
import { createServer } from './node-http.ts'
import { secure } from './security-headers.ts'
import { createTlsServer } from './tls-server.ts'
import { askForUpgrade, wantsSocket } from './upgrade-needed.ts'
import { welcome } from './welcome.ts'

/** Above the query of the longest call of ECS, whose clients put all that they send into it, with its headers. */
const headBytes = 144 * 1024

/** With clients that take their time. */
const patience = {
  headersTimeout: 20_000,
  requestTimeout: 60_000,
  // Node looks every 30 seconds unless told, and so would hold the slow that much longer.
  connectionsCheckingInterval: 5_000,
  // Longer than clients and load balancers keep an idle connection: Node's 5 s closed some under a client's next call.
  keepAliveTimeout: 75_000,
  /** Of TLS; Node waits two minutes. */
  handshakeTimeout: 20_000,
} as const

/** One port: the paths of our own first, everything else is a cloud's client, told apart by version and action. */
export function createListener(
  services: Services,
  config: Config,
  certificate: Certificate | undefined,
  log: Logger,
): Server | TlsServer {
  const dialects = createDialects({
    deps: services.deps,
    keys: services.keys,
    clock: services.clock,
    sources: services.sources,
    requestId: services.requestId,
    region: config.region,
    regions: config.regions.length > 0 ? config.regions : undefined,
    rateLimit: config.rateLimit,
    report: (error, requestId) =>
      log.error({ requestId, error: String(error), stack: (error as Error)?.stack }, 'dialect call failed'),
  })
  const api = createApi(services, log)
  const exchange = createExchange()
  const health = createHealth(services)

  const clients = config.tls?.clients
  const mayCall = (request: IncomingMessage) => clients !== 'all' || showsCertificate(request)
  const mayConnect = (request: IncomingMessage) => clients === undefined || showsCertificate(request)

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    request.url = originForm(request.url ?? '/')
    const path = pathOf(request)
    if (!mayCall(request)) return askForCertificate(secure(response))
    if (path === agentPath || path === sessionPath) return askForUpgrade(secure(response))
    if (path === agentBundlePath) return answerAgentBundle(secure(response), services.agentBundle)
    if (path.startsWith(outputsPath))
      return void services.outputs.answer(request, secure(response)).catch((error: unknown) => {
        log.error({ error: String(error) }, 'an output could not be sent')
        response.destroy()
      })
    if (path.startsWith(filesPath)) return services.files.answer(request, secure(response))
    if (Object.hasOwn(health, path)) return health[path as keyof typeof health](secure(response))
    if (welcome.wanted(request)) return welcome.answer(secure(response))
    const { method = 'GET', url = '/', rawHeaders, socket } = request
    const head = parseHead({ method, rawTarget: url, rawHeaders })
    const peer = socket.remoteAddress ?? ''
    const ours = path === apiPrefix || path.startsWith(`${apiPrefix}/`)
    const [serve, limit] = ours ? [api, apiBodyLimit(head)] : [dialects, bodyLimit(head)]
    exchange(request, response, limit, (body) => serve({ head, body, peer })).catch((error: unknown) => {
      // The client hung up half-way: there is nobody left to answer.
      log.debug({ error: String(error) }, 'request broken off')
      response.destroy()
    })
  }
  const options = {
    maxHeaderSize: headBytes,
    requireHostHeader: false,
    shouldUpgradeCallback: wantsSocket,
    ...patience,
  }
  const asking = clients === undefined ? {} : { requestCert: true, rejectUnauthorized: false }
  const server = certificate
    ? createTlsServer({ ...options, ...asking, ...certificate }, answer)
    : createServer(options, answer)
  const { terminals, clock } = services
  const others = createTerminalDoor({ terminals, now: clock.now, log, mayConnect: mayCall })
  acceptAgents(server, { hub: services.hub, log, mayConnect, others })
  return server
}

/** Who takes the server for a proxy names it in the target, which every server must understand. */
function originForm(target: string): string {
  const rest = target.startsWith('/') ? undefined : /^https?:\/\/[^/?]*(.*)$/i.exec(target)?.[1]
  if (rest === undefined) return target
  return rest.startsWith('/') ? rest : `/${rest}`
}

export const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split('?', 1)[0] ?? '/'
