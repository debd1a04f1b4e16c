import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { CliError } from '../errors.ts'
import { printJson, printLines } from '../io.ts'
import { findScript } from '../run/script.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'
import { assign, seconds } from './values.ts'

interface Options extends AccessOptions {
  readonly name: string
  readonly json?: boolean
  readonly file?: string
  readonly description?: string
  readonly timeout?: number
  readonly user?: string
  readonly cwd?: string
  readonly param?: Readonly<Record<string, string>>
}

export function addCommandsCreate(parent: Command, context: Context): void {
  const command = parent
    .command('create')
    .description('store a script to run again')
    .argument('[script...]', 'the script, after --; - reads it from stdin')
    .requiredOption('--name <name>', 'its name: letters, digits, _ . -')
    .option('--file <file>', 'read the script from a file')
    .option('--description <text>', 'what it is for')
    .option('--timeout <time>', 'stop it after so long: 30, 90s, 15m', seconds)
    .option('--user <name>', 'run as this user of the host')
    .option('--cwd <folder>', 'run in this folder of the host')
    .option('--param <name=default>', 'a placeholder {{name}} and its default; may be repeated', assign)
  withJson(withAccess(command)).action((words: string[], options: Options) => create(context, words, options))
}

async function create(context: Context, words: readonly string[], options: Options): Promise<void> {
  const script = await findScript({ words, file: options.file }, context.io)
  if (script.kind !== 'text') throw new CliError('give the script after --, or with --file.')
  const created = await connect(context, options).client.call(routes.createCommand, {
    body: {
      name: options.name,
      script: script.bytes.toString('base64'),
      ...(options.description === undefined ? {} : { description: options.description }),
      ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
      ...(options.user === undefined ? {} : { user: options.user }),
      ...(options.cwd === undefined ? {} : { workingDirectory: options.cwd }),
      ...(options.param ? { parameters: { ...options.param } } : {}),
    },
  })
  if (options.json) return printJson(context.io, created)
  printLines(context.io, [`${created.id}  ${created.name}   run it: muster run --all --command ${created.id}`])
}
