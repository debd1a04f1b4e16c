import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { readPolicy } from '../access/policy-file.ts'
import { printJson, printLines } from '../io.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'

interface Options extends AccessOptions {
  readonly json?: boolean
  readonly policy?: string
}

export function addUsersCreate(parent: Command, context: Context): void {
  const command = parent
    .command('create')
    .description('make a user; what its keys may do is their role, within its policy')
    .argument('<name>')
    .option('--policy <file>', 'a policy in JSON: what it may do and nothing else')
  withJson(withAccess(command)).action(async (name: string, options: Options) => {
    const { io } = context
    const policy = options.policy === undefined ? {} : { policy: readPolicy(io, options.policy) }
    const user = await connect(context, options).client.call(routes.createUser, { body: { name, ...policy } })
    if (options.json) return printJson(io, user)
    printLines(io, [`${name}  made. Give it a key with: muster keys create --user ${name}`])
  })
}
