import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { exitCodes } from '../errors.ts'
import { attach } from '../terminals/attach.ts'
import { dial } from '../terminals/dial.ts'
import { shellLine } from '../tty/quote.ts'
import { sanitiseLine } from '../tty/sanitise.ts'
import { findInstance } from './find-instance.ts'
import { type Context, connect, withAccess } from './options.ts'

interface Options extends AccessOptions {
  readonly user?: string
}

export function addTerminalOpen(parent: Command, context: Context): void {
  const command = parent
    .command('open', { isDefault: true })
    .description('a shell on a host, or one program: muster terminal <host> -- htop')
    .argument('<host>', 'its id or name')
    .argument('[program...]', 'in place of a login shell')
    .option('--user <name>', 'user of the host (default: the one that its agent runs as)')
  withAccess(command).action(async (host: string, program: readonly string[], options: Options) => {
    const { io } = context
    const { client, server } = connect(context, options)
    const { id: instance, name } = await findInstance(client, host)
    const [only, ...more] = program
    // One word is a line for the shell, as in ssh; several are told apart.
    const line = only === undefined || more.length === 0 ? only : shellLine(program)
    const body = { instance, ...(options.user ? { user: options.user } : {}), ...(line ? { command: line } : {}) }
    const { id, url } = await client.call(routes.startTerminal, { body })
    const { columns, rows } = io.stdout
    const size = columns && rows ? `&columns=${columns}&rows=${rows}` : ''
    const { exitCode, reason } = await attach(io, await dial(server, `${url}&wire=plain${size}`, options, io.env))
    const how = reason === '' ? `exit ${exitCode}` : reason
    if (io.stderr.isTTY || reason !== '')
      io.stderr.write(`${id}  ${sanitiseLine(name)}  closed: ${sanitiseLine(how)}\n`)
    context.exit(exitCode ?? exitCodes.failed)
  })
}
