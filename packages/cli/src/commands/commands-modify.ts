import { type CommandChange, routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { CliError } from '../errors.ts'
import { printJson, printLines } from '../io.ts'
import { findScript } from '../run/script.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'
import { assign, seconds } from './values.ts'

interface Options extends AccessOptions {
  readonly json?: boolean
  readonly name?: string
  readonly file?: string
  readonly description?: string
  readonly timeout?: number
  readonly user?: string
  readonly cwd?: string
  readonly param?: Readonly<Record<string, string>>
}

export function addCommandsModify(parent: Command, context: Context): void {
  const command = parent
    .command('modify')
    .description('change a stored command; what is left out stays')
    .argument('<id>', 'cmd-…')
    .argument('[script...]', 'another script, after --; - reads it from stdin')
    .option('--name <name>', 'another name')
    .option('--file <file>', 'read another script from a file')
    .option('--description <text>', 'what it is for')
    .option('--timeout <time>', 'stop it after so long: 30, 90s, 15m', seconds)
    .option('--user <name>', 'run as this user of the host')
    .option('--cwd <folder>', 'run in this folder of the host')
    .option('--param <name=default>', 'replace all defaults; may be repeated', assign)
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
  const { name, description, timeout, user, cwd, param, file } = options
  const script = words.length > 0 || file !== undefined ? await findScript({ words, file }, context.io) : undefined
  return {
    ...(script?.kind === 'text' ? { script: script.bytes.toString('base64') } : {}),
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(user === undefined ? {} : { user }),
    ...(cwd === undefined ? {} : { workingDirectory: cwd }),
    ...(param ? { parameters: { ...param } } : {}),
  }
}
