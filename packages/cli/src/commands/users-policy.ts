import { routes, type User } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { readPolicy } from '../access/policy-file.ts'
import { CliError } from '../errors.ts'
import { printJson, printLines } from '../io.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'

interface Options extends AccessOptions {
  readonly json?: boolean
  readonly set?: string
  readonly remove?: boolean
}

const help = `
  muster users policy ann > ann.json         what ann may do now
  muster users policy ann --set ann.json     from now on, with every key of ann

A policy lists what is allowed; * stands for any text, and what is not listed is refused:

  { "actions": ["native:get*", "native:list*", "native:watch*", "native:preview*", "native:createRun"],
    "instances": ["tag:team=web"], "commands": ["name:deploy-*"], "users": ["deploy"] }`

export function addUsersPolicy(parent: Command, context: Context): void {
  const command = parent
    .command('policy')
    .description('show, set or remove the policy of a user')
    .argument('<name>')
    .option('--set <file>', 'a policy in JSON')
    .option('--remove', 'let it do all that the roles of its keys allow')
    .addHelpText('after', help)
  withJson(withAccess(command)).action(async (name: string, options: Options) => {
    const { io } = context
    if (options.set === undefined && !options.remove) return printJson(io, await show(context, name, options))
    if (options.set !== undefined && options.remove) throw new CliError('give --set or --remove, not both.')
    const policy = options.set === undefined ? null : readPolicy(io, options.set)
    const body = { policy }
    const user = await connect(context, options).client.call(routes.setPolicy, { path: { id: name }, body })
    if (options.json) return printJson(io, user)
    printLines(io, [policy ? `${name}  may do what its policy lists` : `${name}  may do all that its roles allow`])
  })
}

async function show(context: Context, name: string, options: Options): Promise<User['policy']> {
  const { items } = await connect(context, options).client.call(routes.listUsers)
  const user = items.find((each) => each.name === name)
  if (!user) throw new CliError(`there is no user ${name}. List them with: muster users`)
  return user.policy
}
