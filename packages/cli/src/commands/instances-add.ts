import { type NewRegisterCode, type RegisterCodeDraft, routes } from '@muster/protocol/api'
import { type Command, Option } from 'commander'
import { type AccessOptions, serverUrl } from '../access/access.ts'
import { isLoopback } from '../access/loopback.ts'
import { printJson, printLines } from '../io.ts'
import { hosts } from '../terminal/bar.ts'
import { duration } from '../terminal/duration.ts'
import { shellLine, shellQuote } from '../terminal/quote.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'
import { count } from './values.ts'

interface Options extends AccessOptions {
  readonly json?: boolean
  readonly kind: 'cvm' | 'lighthouse' | 'managed'
  readonly limit: number
  readonly hours: number
  readonly forever?: boolean
  readonly description?: string
  readonly namePrefix?: string
  readonly ipRange?: string
  readonly address?: string
}

export function addInstancesAdd(parent: Command, context: Context): void {
  const command = parent
    .command('add')
    .description('make a register code and the one line to paste on a new host')
    .option('--limit <n>', 'hosts that may use it', count, 10)
    .option('--hours <n>', 'hours that it is valid', count, 4)
    .option('--forever', 'valid until it is disabled')
    .addOption(
      new Option('--kind <kind>', 'kind of the hosts').choices(['managed', 'cvm', 'lighthouse']).default('managed'),
    )
    .option('--name-prefix <text>', 'their names begin with this')
    .option('--ip-range <cidr>', 'only from these addresses')
    .option('--description <text>', 'what the code is for')
    .option('--address <url>', 'address of the server as the new host sees it')
  withJson(withAccess(command)).action((options: Options) => add(context, options))
}

const draftOf = (options: Options): RegisterCodeDraft => ({
  kind: options.kind,
  limit: options.limit,
  hours: options.forever ? null : options.hours,
  ...(options.description === undefined ? {} : { description: options.description }),
  ...(options.namePrefix === undefined ? {} : { namePrefix: options.namePrefix }),
  ...(options.ipRange === undefined ? {} : { ipRange: options.ipRange }),
})

/**
 * The secret goes by the environment: arguments can be read by every user of a host. The agent is the server's own copy,
 * checked by its hash, and not whatever a package registry has under the name.
 */
export function agentLine(server: string, code: NewRegisterCode): string {
  const plain = server.startsWith('http://') && !isLoopback(server)
  const options = [
    '--server',
    server,
    '--code',
    code.id,
    '--server-key',
    code.serverKey,
    ...(plain ? ['--insecure'] : []),
  ]
  const secret = `MUSTER_AGENT_SECRET=${shellQuote(code.secret)}`
  if (code.agentHash === null) return `${secret} ${shellLine(['npx', 'muster', 'agent', ...options])}`
  const file = 'muster-agent.mjs'
  return [
    shellLine(['curl', '-fsSo', file, `${server}/agent/v1/${file}`]),
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
  const validity = options.forever ? 'until it is disabled' : `for ${duration(options.hours * 3_600_000)}`
  printLines(io, [
    `Paste this on each new host. It admits ${hosts(options.limit)}, ${validity}:`,
    '',
    line,
    '',
    ...(isLoopback(address)
      ? [
          `This machine alone can reach ${address}. For other hosts, put a TLS`,
          'proxy before the server, or start it with --listen 0.0.0.0:8470 --insecure;',
          'then give its address here with --address <url>.',
          '',
        ]
      : []),
    `Stop it with: muster hosts codes disable ${code.id}`,
  ])
}
