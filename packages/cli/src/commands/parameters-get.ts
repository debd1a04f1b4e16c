import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { CliError } from '../errors.ts'
import { printJson, printLines } from '../io.ts'
import { sanitiseLine } from '../tty/sanitise.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'

interface Options extends AccessOptions {
  readonly json?: boolean
  readonly at?: string
  readonly reveal?: boolean
}

export function addParametersGet(parent: Command, context: Context): void {
  const command = parent
    .command('get')
    .description('print a stored value')
    .argument('<name>')
    .option('--at <version>', 'an older one')
    .option('--reveal', 'a secret too; the audit log tells of it')
  withJson(withAccess(command)).action(async (name: string, options: Options) => {
    const { io } = context
    const { client } = connect(context, options)
    const version = options.at === undefined ? undefined : readVersion(options.at)
    const path = { id: name }
    const found = options.reveal
      ? await client.call(routes.revealParameter, { path, body: version === undefined ? {} : { version } })
      : await client.call(routes.getParameter, { path, query: version === undefined ? {} : { version } })
    if (options.json) return printJson(io, found)
    if (found.value === null) throw new CliError(`${name} is a secret: --reveal prints it.`)
    printLines(io, io.stdout.isTTY ? found.value.split('\n').map(sanitiseLine) : [found.value])
  })
}

function readVersion(text: string): number {
  const version = Number(text)
  if (!Number.isInteger(version) || version < 1) throw new CliError('--at is the number of a version, from 1.')
  return version
}
