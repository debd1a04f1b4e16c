import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { CliError } from '../errors.ts'
import { printJson, printLines } from '../io.ts'
import { commandId } from '../run/command-id.ts'
import { confirmTargets } from '../run/confirm.ts'
import { parseTargets, type TargetOptions } from '../run/targets.ts'
import { type RuleOptions, ruleOf, withRule } from '../schedules/rule.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'
import { type ParameterOptions, parametersOf, withParameters } from './parameter-options.ts'
import { collect, overlap } from './values.ts'

interface Options extends AccessOptions, TargetOptions, RuleOptions, ParameterOptions {
  readonly name?: string
  readonly command?: string
  readonly json?: boolean
  readonly user?: string
  readonly overlap?: 'skip' | 'start'
  readonly yes?: boolean
}

export function addSchedulesModify(parent: Command, context: Context): void {
  const command = withRule(
    parent
      .command('modify')
      .description('change a schedule; what is left out stays')
      .argument('<id>', 'ivk-…')
      .option('--name <name>', 'another name')
      .option('--command <id>', 'another stored command, by id or name'),
  )
    .option('--on <hosts>', 'other hosts', collect)
    .option('--all', 'every host of the account')
    .option('--user <name>', 'run as this user of the hosts')
    .option('--overlap <what>', 'while the run before is still going: skip, or start all the same', overlap)
    .option('--yes', 'do not ask, however many hosts it is')
  withParameters(command, 'other values, in place of all there were')
  withJson(withAccess(command)).action((id: string, options: Options) => modify(context, id, options))
}

async function modify(context: Context, id: string, options: Options): Promise<void> {
  const { io } = context
  const rule = ruleOf(options, io.now())
  const targets = options.on || options.all ? parseTargets(options) : undefined
  const { client } = connect(context, options)
  if (targets) await confirmTargets(io, client, targets, options)
  const body = {
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.command === undefined ? {} : { command: await commandId(client, options.command) }),
    ...(rule ? { rule } : {}),
    ...(targets ? { targets } : {}),
    ...(await parametersOf(io, options)),
    ...(options.user === undefined ? {} : { user: options.user }),
    ...(options.overlap === undefined ? {} : { overlap: options.overlap }),
  }
  if (Object.keys(body).length === 0)
    throw new CliError('nothing is to change. "muster schedules modify --help" lists what can.')
  const schedule = await client.call(routes.modifySchedule, { path: { id }, body })
  if (options.json) return printJson(io, schedule)
  printLines(io, [`${id}  changed. See: muster schedules show ${id}`])
}
