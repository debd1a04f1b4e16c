import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { CliError } from '../errors.ts'
import { printJson, printLines } from '../io.ts'
import { findScript } from '../run/script.ts'
import { type CommandOptions, commandBody, withCommand } from './command-options.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'

interface Options extends AccessOptions, CommandOptions {
  readonly name: string
  readonly json?: boolean
  readonly file?: string
}

export function addCommandsCreate(parent: Command, context: Context): void {
  const command = parent
    .command('create')
    .description('store a script to run again')
    .argument('[script...]', 'the script, after --; - reads it from stdin')
    .requiredOption('--name <name>', 'its name: letters, digits, _ . -')
    .option('--file <file>', 'read the script from a file')
  withCommand(command, { param: 'a placeholder {{name}} and its default' })
  withJson(withAccess(command)).action((words: string[], options: Options) => create(context, words, options))
}

async function create(context: Context, words: readonly string[], options: Options): Promise<void> {
  const script = await findScript({ words, file: options.file }, context.io)
  if (script.kind !== 'text') throw new CliError('give the script after --, or with --file.')
  const created = await connect(context, options).client.call(routes.createCommand, {
    body: { name: options.name, script: script.bytes.toString('base64'), ...(await commandBody(context.io, options)) },
  })
  if (options.json) return printJson(context.io, created)
  printLines(context.io, [`${created.id}  ${created.name}   run it: muster run --all --command ${created.id}`])
}
