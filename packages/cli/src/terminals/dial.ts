import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { connect as connectTls, createSecureContext, getCACertificates } from 'node:tls'
import { type Opened, openConnection } from '@muster/protocol/websocket'
import type { AccessOptions } from '../access/access.ts'
import type { Environment } from '../io.ts'

/** Above what the server sends in one piece. */
const largest = 1024 * 1024
const timeoutMs = 15_000

/** Opens a WebSocket at the server that is talked to anyway, whatever address the server has of itself. */
export async function dial(
  server: string,
  target: string,
  options: Pick<AccessOptions, 'cert' | 'key'>,
  env: Environment,
): Promise<Opened> {
  const { search, pathname } = new URL(target)
  const url = new URL(pathname + search, server)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isTls = url.protocol === 'https:'
  const port = Number(url.port) || (isTls ? 443 : 80)
  const [cert, key] = [options.cert ?? env.MUSTER_CLIENT_CERT, options.key ?? env.MUSTER_CLIENT_KEY]
  const own = cert && key ? { cert: readFileSync(cert), key: readFileSync(key) } : {}
  const named = /[a-z]/i.test(host) && !host.includes(':') ? { servername: host } : {}
  const stream = isTls
    ? connectTls({
        host,
        port,
        ...named,
        secureContext: createSecureContext({ ...own, ca: getCACertificates('default') }),
      })
    : connect({ host, port, noDelay: true })
  return openConnection({ url, stream, headers: async () => ({}), largest, timeoutMs }).opened
}
