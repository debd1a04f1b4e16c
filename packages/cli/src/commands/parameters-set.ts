import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { CliError } from '../errors.ts'
import { type Io, isInteractive, printJson, printLines } from '../io.ts'
import { askSecret } from '../tty/prompt.ts'
import { sanitiseLine } from '../tty/sanitise.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'

interface Options extends AccessOptions {
  readonly json?: boolean
  readonly secret?: boolean
  readonly file?: string
}

const help = `
A secret comes from a file, from stdin, or is asked for: never from the command line.

  muster parameters set greeting hello
  muster parameters set db-password --secret < password.txt
  muster parameters set ca --file ca.pem`

export function addParametersSet(parent: Command, context: Context): void {
  const command = parent
    .command('set')
    .description('store a value, as the next version')
    .argument('<name>')
    .argument('[value]', 'not of a secret')
    .option('--secret', 'seal it, and mask it in outputs')
    .option('--file <file>', 'the value, byte by byte; from stdin one line end is left out')
    .addHelpText('after', help)
  withJson(withAccess(command)).action(async (name: string, given: string | undefined, options: Options) => {
    const { io } = context
    const secret = options.secret === true
    const body = { name, secret, value: await readValue(io, given, options) }
    const stored = await connect(context, options).client.call(routes.setParameter, { body })
    if (options.json) return printJson(io, stored)
    printLines(io, [sanitiseLine(`${name}  version ${stored.version}`)])
  })
}

async function readValue(io: Io, given: string | undefined, { secret, file }: Options): Promise<string> {
  if (given !== undefined && secret)
    throw new CliError('a secret on the command line is seen by others: give it by --file or on stdin.')
  if (given !== undefined && file !== undefined) throw new CliError('give the value or --file, not both.')
  if (given !== undefined) return given
  if (file !== undefined) return readFile(resolve(io.cwd, file), 'utf8')
  if (isInteractive(io)) return askSecret(io, 'value  ')
  return (await text(io.stdin)).replace(/\r?\n$/, '')
}
