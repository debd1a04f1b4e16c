import { randomBytes, X509Certificate } from 'node:crypto'
import { hostname } from 'node:os'
import { relative, resolve } from 'node:path'
import type { Command } from 'commander'
import { CliError } from '../errors.ts'
import { type Io, printLines } from '../io.ts'
import { hostsOf, issue, makeAuthority } from '../tls/authority.ts'
import { isThere, pathsOf, readCredential, writeCredential } from '../tls/files.ts'
import { shellQuote } from '../tty/quote.ts'
import type { Context } from './options.ts'
import { collect, count } from './values.ts'

interface Options {
  readonly out: string
  readonly name?: readonly string[]
  readonly days: number
}

const authorityDays = 3650
/** Longer ones are refused by some clients. */
const usualDays = 825

const withFolder = (command: Command): Command =>
  command
    .option('--out <folder>', 'where the files are', 'tls')
    .option('--days <n>', 'how long the certificate is valid', count, usualDays)

export function addTlsInit(parent: Command, { io }: Context): void {
  withFolder(parent.command('init'))
    .description('make an authority of your own and a certificate for the server')
    .option('--name <host>', 'name or address of the server; may be repeated (this machine)', collect)
    .action((options: Options) => init(io, options))
}

export function addTlsRenew(parent: Command, { io }: Context): void {
  withFolder(parent.command('renew'))
    .description('make a new certificate for the same key of the server; a server that runs takes it up')
    .option('--name <host>', 'name or address of the server; may be repeated (those it has)', collect)
    .action((options: Options) => renew(io, options))
}

export function addTlsClient(parent: Command, { io }: Context): void {
  withFolder(parent.command('client'))
    .description('make a certificate for an agent or a user, for a server with --tls-client-ca')
    .argument('<name>', 'whose it is')
    .action((name: string, options: Options) => client(io, name, options))
}

const circumstances = (io: Io) => ({ now: io.now(), chance: randomBytes })
const shown = (io: Io, path: string) => shellQuote(relative(io.cwd, path) || path)

function init(io: Io, { out, name, days }: Options): void {
  const folder = resolve(io.cwd, out)
  if (isThere(folder, 'ca'))
    throw new CliError(
      `${pathsOf(folder, 'ca').certificate} is there already. For a new certificate by it: muster tls renew.`,
    )
  const hosts = name ?? [hostname(), 'localhost', '127.0.0.1', '::1']
  const authority = makeAuthority(`Muster of ${hosts[0]}`, authorityDays, circumstances(io))
  writeCredential(folder, 'ca', authority)
  const wanted = { purpose: 'server', name: hosts[0] ?? '', hosts, days } as const
  writeCredential(folder, 'server', issue(authority, wanted, circumstances(io)))
  const [ca, server] = [pathsOf(folder, 'ca'), pathsOf(folder, 'server')]
  printLines(io, [
    `A certificate for ${hosts.join(', ')} is in ${shown(io, server.certificate)}.`,
    '',
    'Start the server with it:',
    `  muster server --listen 0.0.0.0:8470 --tls-cert ${shown(io, server.certificate)} --tls-key ${shown(io, server.key)}`,
    'Let commands, agents and SDKs trust it:',
    `  muster login https://${hosts[0]}:8470 --ca ${shown(io, ca.certificate)}`,
    `  MUSTER_CA=${shown(io, ca.certificate)}, for SDKs NODE_EXTRA_CA_CERTS (Node), HttpProfile(certification=…) (Python)`,
    `Before it ends in ${days} days: muster tls renew. Keep ${shown(io, ca.key)} off the server: whoever has it can be any server.`,
  ])
}

function renew(io: Io, { out, name, days }: Options): void {
  const folder = resolve(io.cwd, out)
  const before = readCredential(folder, 'server')
  const hosts = name ?? hostsOf(new X509Certificate(before.certificate))
  const wanted = { purpose: 'server', name: hosts[0] ?? '', hosts, days, key: before.key } as const
  writeCredential(folder, 'server', issue(readCredential(folder, 'ca'), wanted, circumstances(io)))
  printLines(io, [
    `${shown(io, pathsOf(folder, 'server').certificate)} is good for ${days} days more, for ${hosts.join(', ')}.`,
    'A server that runs takes it up within 10 seconds, or at once on SIGHUP.',
  ])
}

function client(io: Io, name: string, { out, days }: Options): void {
  if (!/^[\w.@-]{1,64}$/.test(name) || ['ca', 'server'].includes(name))
    throw new CliError(`"${name}" cannot be the name of a client: take letters, digits, . @ _ or -.`)
  const folder = resolve(io.cwd, out)
  const wanted = { purpose: 'client', name, hosts: [], days } as const
  writeCredential(folder, name, issue(readCredential(folder, 'ca'), wanted, circumstances(io)))
  const [ca, own] = [pathsOf(folder, 'ca'), pathsOf(folder, name)]
  printLines(io, [
    `A server that is started with --tls-client-ca ${shown(io, ca.certificate)} lets it in:`,
    `  --cert ${shown(io, own.certificate)} --key ${shown(io, own.key)}`,
  ])
}
