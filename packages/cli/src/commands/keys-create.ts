import { type Client, routes } from '@muster/protocol/api'
import { type Command, Option } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { giveKey, keyFileFor, type MadeKey } from '../access/give-key.ts'
import { CliError } from '../errors.ts'
import { duration } from '../tty/duration.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'
import { seconds } from './values.ts'

interface Options extends AccessOptions {
  readonly json?: boolean
  readonly user?: string
  readonly role?: 'administrator' | 'operator' | 'reader'
  readonly temporary?: number
  readonly out?: string
}

const roles = ['administrator', 'operator', 'reader']

export function addKeysCreate(parent: Command, context: Context): void {
  const command = parent
    .command('create')
    .description('make an access key; its secret is shown this once')
    .option('--user <name>', 'whose key it is')
    .addOption(new Option('--role <role>', 'what it may do (operator; your own, if temporary)').choices(roles))
    .option('--temporary <time>', 'a key of your own that ends after so long: 15m, 12h', seconds)
    .option('--out <file>', 'write it to a key file only you can read, in place of showing it')
  withJson(withAccess(command)).action((options: Options) => create(context, options))
}

function ask(client: Client, { user, role, temporary }: Options): Promise<MadeKey> {
  const chosen = role === undefined ? {} : { role }
  if (temporary !== undefined) {
    if (user !== undefined) throw new CliError('a temporary key is your own: leave --user out.')
    return client.call(routes.createTemporaryKey, { body: { ...chosen, seconds: temporary } })
  }
  if (user === undefined)
    throw new CliError('say whose key it is with --user <name>, or make one of your own with --temporary 1h.')
  return client.call(routes.createKey, { body: { user, ...chosen } })
}

async function create(context: Context, options: Options): Promise<void> {
  const { io } = context
  const file = keyFileFor(io, options.out)
  const { client, server } = connect(context, options)
  const key = await ask(client, options)
  const notes = [
    `It is ${key.user}'s, as ${key.role}. The secret key is not shown again.`,
    options.temporary === undefined
      ? `Use it on another machine with: muster login ${server}`
      : `It ends after ${duration(options.temporary * 1000)}, or with the key that it was made with.`,
  ]
  giveKey(io, key, { file, json: options.json, notes })
}
