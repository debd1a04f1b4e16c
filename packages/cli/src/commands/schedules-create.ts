import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printJson, printLines } from '../io.ts'
import { commandId } from '../run/command-id.ts'
import { confirmTargets } from '../run/confirm.ts'
import { parseTargets, type TargetOptions } from '../run/targets.ts'
import { neededRule, type RuleOptions, withRule, zoneOf } from '../schedules/rule.ts'
import { hosts } from '../tty/bar.ts'
import { clockTime } from '../tty/zoned.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'
import { type ParameterOptions, parametersOf, withParameters } from './parameter-options.ts'
import { collect, overlap } from './values.ts'

interface Options extends AccessOptions, TargetOptions, RuleOptions, ParameterOptions {
  readonly name: string
  readonly command: string
  readonly json?: boolean
  readonly user?: string
  readonly overlap?: 'skip' | 'start'
  readonly login?: boolean
  readonly yes?: boolean
}

const help = `
The hosts are chosen now and stay the same. A fire time that was missed while no
server was running starts late, if it is within the grace of the server.

  muster schedules create --name nightly --cron '30 2 * * *' --command clean --on tag:role=web`

export function addSchedulesCreate(parent: Command, context: Context): void {
  const command = withRule(
    parent
      .command('create')
      .description('let a stored command run by itself')
      .requiredOption('--name <name>', 'a name for it')
      .requiredOption('--command <id>', 'the stored command, by id or name'),
  )
    .option('--on <hosts>', 'hosts: ids, names, node sets or tag:key=value; may be repeated', collect)
    .option('--all', 'every host of the account')
    .option('--user <name>', 'run as this user of the hosts')
    .option('--login', 'with the login profile of the user')
    .option('--overlap <what>', 'while the run before is still going: skip, or start all the same', overlap)
    .option('--yes', 'do not ask, however many hosts it is')
    .addHelpText('after', help)
  withParameters(command, 'value for a placeholder of the command')
  withJson(withAccess(command)).action((options: Options) => create(context, options))
}

async function create(context: Context, options: Options): Promise<void> {
  const { io } = context
  const rule = neededRule(options, io.now())
  const targets = parseTargets(options)
  const { client } = connect(context, options)
  const command = await commandId(client, options.command)
  await confirmTargets(io, client, targets, options)
  const schedule = await client.call(routes.createSchedule, {
    body: {
      name: options.name,
      rule,
      command,
      targets,
      profile: options.login ? 'login' : 'plain',
      ...(await parametersOf(io, options)),
      ...(options.user === undefined ? {} : { user: options.user }),
      ...(options.overlap === undefined ? {} : { overlap: options.overlap }),
    },
  })
  if (options.json) return printJson(io, schedule)
  const next = schedule.next === null ? 'never' : clockTime(zoneOf(schedule.rule), Date.parse(schedule.next), io.now())
  printLines(io, [`${schedule.id}  ${options.name}   on ${hosts(schedule.instances.length)}, first ${next}`])
}
