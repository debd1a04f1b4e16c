import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { giveKey, keyFileFor } from '../access/give-key.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'

interface Options extends AccessOptions {
  readonly json?: boolean
  readonly user: string
  readonly out?: string
}

export function addAccountsCreate(parent: Command, context: Context): void {
  const command = parent
    .command('create')
    .description('make an account and the key of its first administrator')
    .argument('<name>')
    .option('--user <name>', 'its first administrator', 'administrator')
    .option('--out <file>', 'write the key to a key file only you can read, in place of showing it')
  withJson(withAccess(command)).action(async (name: string, options: Options) => {
    const { io } = context
    const file = keyFileFor(io, options.out)
    const { client, server } = connect(context, options)
    const key = await client.call(routes.createAccount, { body: { name, user: options.user } })
    const notes = [
      `It is the key of the first administrator of ${name}. The secret key is not shown again.`,
      `Use it on another machine with: muster login ${server}`,
    ]
    giveKey(io, key, { file, json: options.json, notes })
  })
}
