import { type CommandChange, routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { CliError } from '../errors.ts'
import { printJson, printLines } from '../io.ts'
import { findScript } from '../run/script.ts'
import { type CommandOptions, commandBody, withCommand } from './command-options.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'

interface Options extends AccessOptions, CommandOptions {
  readonly json?: boolean
  readonly name?: string
  readonly file?: string
}

export function addCommandsModify(parent: Command, context: Context): void {
  const command = parent
    .command('modify')
    .description('change a stored command; what is left out stays')
    .argument('<id>', 'cmd-…')
    .argument('[script...]', 'another script, after --; - reads it from stdin')
    .option('--name <name>', 'another name')
    .option('--file <file>', 'read another script from a file')
  withCommand(command, { param: 'replace all defaults' })
  withJson(withAccess(command)).action((id: string, words: string[], options: Options) =>
    modify(context, id, words, options),
  )
}

async function modify(context: Context, id: string, words: readonly string[], options: Options): Promise<void> {
  const body = await changeOf(context, words, options)
  if (Object.keys(body).length === 0) throw new CliError('say what to change: --name, --timeout, a script after -- …')
  const changed = await connect(context, options).client.call(routes.modifyCommand, { path: { id }, body })
  if (options.json) return printJson(context.io, changed)
  printLines(context.io, [`${changed.id}  ${changed.name}   see it: muster commands show ${changed.id}`])
}

async function changeOf(context: Context, words: readonly string[], options: Options): Promise<CommandChange> {
  const { name, file } = options
  const script = words.length > 0 || file !== undefined ? await findScript({ words, file }, context.io) : undefined
  return {
    ...(script?.kind === 'text' ? { script: script.bytes.toString('base64') } : {}),
    ...(name === undefined ? {} : { name }),
    ...(await commandBody(context.io, options)),
  }
}
