import { type NewRegisterCode, routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import { type AccessOptions, serverUrl } from '../access/access.ts'
import { isLoopback } from '../access/loopback.ts'
import { printJson, printLines } from '../io.ts'
import { shellLine, shellQuote } from '../tty/quote.ts'
import { admits, type CodeOptions, draftOf, withCode } from './code-options.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'

interface Options extends AccessOptions, CodeOptions {
  readonly json?: boolean
  readonly address?: string
}

export function addInstancesAdd(parent: Command, context: Context): void {
  const command = parent
    .command('add')
    .description('make a register code and the one line to paste on a new host')
    .option('--address <url>', 'address of the server as the new host sees it')
  withJson(withAccess(withCode(command))).action((options: Options) => add(context, options))
}

/**
 * The secret goes by the environment: arguments can be read by every user of a host. The agent is the server's own copy,
 * checked by its hash, and not whatever a package registry has under the name.
 */
function agentLine(server: string, code: NewRegisterCode): string {
  const own = server.startsWith('https://') ? (code.serverCert ?? undefined) : undefined
  const plain = server.startsWith('http://') && !isLoopback(server)
  const options = [
    '--server',
    server,
    '--code',
    code.id,
    '--server-key',
    code.serverKey,
    ...(own === undefined ? [] : ['--server-cert', own]),
    ...(plain ? ['--insecure'] : []),
  ]
  const secret = `MUSTER_AGENT_SECRET=${shellQuote(code.secret)}`
  if (code.agentHash === null) return `${secret} ${shellLine(['npx', 'muster', 'agent', ...options])}`
  const file = 'muster-agent.cjs'
  return [
    // The hash tells whether it is the right one, whoever signed the certificate.
    shellLine(['curl', own === undefined ? '-fsSo' : '-fsSko', file, `${server}/agent/v1/${file}`]),
    `echo ${shellQuote(`${code.agentHash}  ${file}`)} | sha256sum -c --quiet`,
    `${secret} ${shellLine(['node', file, ...options])}`,
  ].join(' && ')
}

async function add(context: Context, options: Options): Promise<void> {
  const { io } = context
  const { client, server } = connect(context, options)
  const address = options.address ? serverUrl(options.address) : server
  const code = await client.call(routes.createRegisterCode, { body: draftOf(options) })
  const line = agentLine(address, code)
  if (options.json) return printJson(io, { ...code, line })
  printLines(io, [
    `Paste this on each new host. ${admits(options)}:`,
    '',
    line,
    '',
    ...(isLoopback(address)
      ? [
          `This machine alone can reach ${address}. For other hosts, start`,
          'the server on an address of the network, with a certificate: "muster tls init"',
          'makes one. Then give its address here with --address <url>.',
          '',
        ]
      : []),
    `Stop it with: muster hosts codes disable ${code.id}`,
  ])
}
