import { type Client, type RunRequest, routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { errorLine, exitCodes } from '../errors.ts'
import { type Io, printJson, printLines } from '../io.ts'
import { commandId } from '../run/command-id.ts'
import { confirmTargets } from '../run/confirm.ts'
import { explainStart } from '../run/explain-start.ts'
import { notStarted } from '../run/not-started.ts'
import { allTasks } from '../run/pages.ts'
import { exitCodeFor, report } from '../run/report.ts'
import { runDocument } from '../run/run-json.ts'
import { findScript, type Script } from '../run/script.ts'
import { type ChosenTargets, parseTargets, type TargetOptions } from '../run/targets.ts'
import { leftRunning, watchStarted } from '../run/watch.ts'
import { shellLine } from '../tty/quote.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'
import { type ParameterOptions, parametersOf, withParameters } from './parameter-options.ts'
import { awayOf, collect, type IfAway, ifAway, seconds } from './values.ts'

interface RunOptions extends AccessOptions, TargetOptions, ParameterOptions {
  readonly file?: string
  readonly command?: string
  readonly timeout?: number
  readonly user?: string
  readonly cwd?: string
  readonly login?: boolean
  readonly ifAway?: IfAway
  readonly name?: string
  readonly yes?: boolean
  readonly json?: boolean
  readonly detach?: boolean
  readonly full?: boolean
  readonly outputTo?: string
  readonly outputPrefix?: string
}

const examples = `
Hosts are ids, names, node sets such as web-[001-120,7], or tag:key=value; with
several tags a host must have them all. With --all and tags, hosts that are
offline are shown as skipped; a host that is named must be online. --if-away
changes both.

  muster run --on tag:role=web --timeout 30 -- 'nginx -v; nginx -t'
  muster run --on 'web-[001-020],db-1' --file deploy.sh --user deploy
  muster run --all --command cmd-k3v9x2ab --param version=1.4

Exit codes: 0 all succeeded, 1 some did not, 2 refused or no answer, 130 left with
ctrl-c.`

const nothingRan = 'Nothing ran.'

export function addRun(program: Command, context: Context): void {
  const command = program
    .command('run')
    .description('run a script on hosts and show what happened, grouped')
    .argument('[script...]', 'the script, after --; - reads it from stdin')
    .option('--on <hosts>', 'hosts: ids, names, node sets or tag:key=value; may be repeated', collect)
    .option('--all', 'every host of the account')
    .option('--failed <invocation>', 'the hosts on which that one did not succeed')
    .option('--file <file>', 'read the script from a file')
    .option('--command <id>', 'run a stored command, by id or name')
    .option('--timeout <time>', 'stop the script after so long: 30, 90s, 15m', seconds)
    .option('--user <name>', 'run as this user of the host')
    .option('--cwd <folder>', 'run in this folder of the host')
    .option('--login', 'with the login profile of the user')
    .option('--if-away <what>', 'for hosts that are offline: fail, skip, or wait=2h for their return', ifAway)
    .option('--name <text>', 'a name for the record')
    .option('--yes', 'do not ask, however many hosts it is')
    .option('--detach', 'start it, print its id, and leave')
    .option('--output-to <bucket>', 'deliver whole outputs to this bucket; kept: the server keeps them')
    .option('--output-prefix <text>', 'of the objects in the bucket')
    .option('--full', 'show outputs whole')
    .addHelpText('after', examples)
  withParameters(command, 'value for a placeholder of the command')
  withJson(withAccess(command)).action((words: string[], options: RunOptions) => run(context, words, options))
}

async function run(context: Context, words: readonly string[], options: RunOptions): Promise<void> {
  const { io } = context
  const targets = parseTargets(options)
  const script = await findScript({ words, file: options.file, command: options.command }, io)
  const { client } = connect(context, options)
  await confirmTargets(io, client, targets, options)
  const body = await request(io, client, targets, script, options)
  if (options.detach) {
    const invocation = await explainStart(client.call(routes.createRun, { body }), nothingRan)
    if (options.json) return printJson(io, invocation)
    return printLines(io, [invocation.id])
  }
  const started = await explainStart(client.start(routes.createRun, body), nothingRan)
  const { ended, elapsed, interrupted } = await watchStarted(io, client, started)
  if (!ended) {
    io.stderr.write(leftRunning(started.invocation.id))
    return context.exit(exitCodes.interrupted)
  }
  const tasks = await allTasks(client, ended.id)
  const obstacle = notStarted(tasks)
  if (options.json) printJson(io, runDocument(ended, tasks))
  else if (obstacle) io.stderr.write(errorLine(obstacle))
  else report(io, ended, tasks, { elapsed, full: options.full, again: againWords(options, script) })
  context.exit(interrupted ? exitCodes.interrupted : exitCodeFor(ended))
}

async function request(
  io: Io,
  client: Client,
  targets: ChosenTargets,
  script: Script,
  options: RunOptions,
): Promise<RunRequest> {
  return {
    targets,
    ...(script.kind === 'text'
      ? { script: script.bytes.toString('base64') }
      : { command: await commandId(client, script.command) }),
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(await parametersOf(io, options)),
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
    ...(options.user === undefined ? {} : { user: options.user }),
    ...(options.cwd === undefined ? {} : { workingDirectory: options.cwd }),
    ...(options.outputTo === undefined ? {} : { outputTo: options.outputTo }),
    ...(options.outputPrefix === undefined ? {} : { outputPrefix: options.outputPrefix }),
    profile: options.login ? 'login' : 'plain',
    ...awayOf(targets, options.ifAway),
  }
}

// What changes the meaning of the script is repeated; a timeout below the usual one was a guard, not a need.
const usualTimeout = 60

function againWords(options: RunOptions, script: Script): string {
  const { server, keyFile, timeout = 0, user, cwd, param = {}, login } = options
  return shellLine([
    ...(server ? ['--server', server] : []),
    ...(keyFile ? ['--key-file', keyFile] : []),
    ...(timeout > usualTimeout ? ['--timeout', String(timeout)] : []),
    ...(user ? ['--user', user] : []),
    ...(cwd ? ['--cwd', cwd] : []),
    ...Object.entries(param).flatMap(([name, value]) => ['--param', `${name}=${value}`]),
    ...(login ? ['--login'] : []),
    ...script.again,
  ])
}
