import type { RequestListener } from 'node:http'
import { createServer, type Server, type ServerOptions } from 'node:https'
import { answerPlainHttp } from './plain-on-tls.ts'

/** Takes as little memory for a connection as Node lets it. */
export function createTlsServer(options: ServerOptions, answer: RequestListener): Server {
  const server = createServer({ ...options, ALPNCallback: chooseProtocol }, answer)
  answerPlainHttp(server)
  return server
}

/** A list in its place is copied for each connection, into a pool that stays as long as the copy: 2 KB an agent. */
const chooseProtocol = ({ protocols }: { readonly protocols: readonly string[] }): string | undefined =>
  protocols.find((name) => name === 'http/1.1')
