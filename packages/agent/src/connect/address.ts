import { exitCodes, Failure } from '../failure.ts'

export interface ServerAddress {
  /** Of the agents' socket. */
  readonly url: string
  readonly loopback: boolean
  /** Whether others on the way can read what is said. */
  readonly privacy: 'private' | 'readable'
}

const usage = (message: string) => new Failure(message, exitCodes.usage)

const isLoopback = (host: string) => host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)

/** Where to connect. Without TLS anyone on the way can read scripts, so beyond this machine it must be asked for. */
export function readAddress(server: string | undefined, tls: 'required' | 'optional'): ServerAddress {
  if (!server) throw usage('the server is missing. Give --server http://host:port or set MUSTER_SERVER.')
  const url = URL.canParse(server) ? new URL(server) : undefined
  const schemes: Readonly<Record<string, string>> = { 'http:': 'ws:', 'ws:': 'ws:', 'https:': 'wss:', 'wss:': 'wss:' }
  const scheme = schemes[url?.protocol ?? '']
  if (!url || !scheme) throw usage(`--server ${server} is not an address such as http://host:port.`)
  const loopback = isLoopback(url.hostname)
  if (scheme === 'ws:' && !loopback && tls === 'required')
    throw usage(`${url.host} would be reached without TLS. Use https://, or allow it with --insecure.`)
  const privacy = scheme === 'wss:' || loopback ? 'private' : 'readable'
  const path = url.pathname.replace(/\/+$/, '')
  return { url: `${scheme}//${url.host}${path.endsWith('/agent/v1') ? path : `${path}/agent/v1`}`, loopback, privacy }
}
