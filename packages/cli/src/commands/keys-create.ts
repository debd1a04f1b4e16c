import { existsSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { routes } from '@muster/protocol/api'
import { type Command, Option } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { CliError } from '../errors.ts'
import { printJson, printLines } from '../io.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'

interface Options extends AccessOptions {
  readonly json?: boolean
  readonly user: string
  readonly role: 'administrator' | 'operator' | 'reader'
  readonly out?: string
}

const roles = ['administrator', 'operator', 'reader']

export function addKeysCreate(parent: Command, context: Context): void {
  const command = parent
    .command('create')
    .description('make an access key; its secret is shown this once')
    .requiredOption('--user <name>', 'whose key it is')
    .addOption(new Option('--role <role>', 'what it may do').choices(roles).default('operator'))
    .option('--out <file>', 'write it to a key file only you can read, in place of showing it')
  withJson(withAccess(command)).action((options: Options) => create(context, options))
}

async function create(context: Context, options: Options): Promise<void> {
  const { io } = context
  const file = options.out === undefined ? undefined : resolve(io.cwd, options.out)
  if (file && existsSync(file)) throw new CliError(`${file} exists. Name another file; no key was made.`)
  const { client, server } = connect(context, options)
  const key = await client.call(routes.createKey, { body: { user: options.user, role: options.role } })
  if (file) {
    const content = { secretId: key.id, secretKey: key.secret }
    writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' })
    const { secret: _, ...shown } = key
    if (options.json) return printJson(io, { ...shown, file })
    return printLines(io, [`${key.id}  ${key.role} ${key.user}   use it with --key-file ${file}`])
  }
  if (options.json) return printJson(io, key)
  printLines(io, [
    `secret id   ${key.id}`,
    `secret key  ${key.secret}`,
    '',
    `It is ${key.user}'s, as ${key.role}. The secret key is not shown again.`,
    `Use it on another machine with: muster login ${server}`,
  ])
}
