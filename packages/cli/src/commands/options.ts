import { type Client, createClient } from '@muster/protocol/api'
import type { Command } from 'commander'
import { type AccessOptions, findAccess } from '../access/access.ts'
import { fetchFor, trustAuthority } from '../access/trust.ts'
import type { Io } from '../io.ts'
import { count } from './values.ts'

/** What every command gets beside its own options. */
export interface Context {
  readonly io: Io
  /** The server that the command talks to, for errors. */
  readonly onServer: (server: string) => void
  readonly exit: (code: number) => void
}

export const withAccess = (command: Command): Command =>
  command
    .option('--server <url>', 'address of the server (MUSTER_SERVER)')
    .option('--ca <file>', "certificates of the authority that signed the server's (MUSTER_CA)")
    .option('--cert <file>', 'certificate to show, where the server asks for one (MUSTER_CLIENT_CERT)')
    .option('--key <file>', 'key of that certificate (MUSTER_CLIENT_KEY)')
    .option('--key-file <file>', 'file with secretId and secretKey, as data/admin.json')

export const withJson = (command: Command): Command => command.option('--json', 'print one JSON document')

export const withPages = (command: Command, limit = 50): Command =>
  command
    .option('--limit <n>', 'at most so many', count, limit)
    .option('--offset <n>', 'leave out the first so many', count, 0)

export interface PageOptions {
  readonly limit: number
  readonly offset: number
}

export interface Connection {
  readonly client: Client
  readonly server: string
}

export function connect({ io, onServer }: Context, options: AccessOptions): Connection {
  const { server, credentials } = findAccess(options, io)
  onServer(server)
  trustAuthority(options.ca ?? io.env.MUSTER_CA)
  return { server, client: createClient(server, credentials, io.now, fetchFor(options, io.env)) }
}
