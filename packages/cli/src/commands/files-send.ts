import { basename, resolve } from 'node:path'
import { type Invocation, routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { exitCodes } from '../errors.ts'
import { type LocalFile, readLocal } from '../files/local-file.ts'
import { upload } from '../files/upload.ts'
import { type Io, printJson, printLines } from '../io.ts'
import { confirmTargets } from '../run/confirm.ts'
import { explainStart } from '../run/explain-start.ts'
import { allTasks } from '../run/pages.ts'
import { exitCodeFor, reportLines } from '../run/report.ts'
import { runDocument } from '../run/run-json.ts'
import { parseTargets, type TargetOptions } from '../run/targets.ts'
import { leftRunning, watchStarted } from '../run/watch.ts'
import { shellLine } from '../tty/quote.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'
import { awayOf, collect, type IfAway, ifAway, seconds } from './values.ts'

interface Options extends AccessOptions, TargetOptions {
  readonly to: string
  readonly mode?: string
  readonly owner?: string
  readonly group?: string
  readonly overwrite?: boolean
  readonly timeout?: number
  readonly ifAway?: IfAway
  readonly yes?: boolean
  readonly json?: boolean
}

const help = `
A file goes to the server once, and each host fetches it from there: whatever is
cut off or killed goes on where it stood, and what arrives is checked by its
hash. A host has the old file or the new one, never a part.

  muster files send app.tar.gz --to /opt/app --on tag:role=web
  muster files send a.conf b.conf --to /etc/app --on web-[01-20] --overwrite

Exit codes: 0 all hosts have all files, 1 some do not, 2 nothing was sent.`

export function addFilesSend(parent: Command, context: Context): void {
  const command = parent
    .command('send')
    .description('write files of any size on hosts')
    .argument('<file...>', 'files of this machine')
    .requiredOption('--to <folder>', 'folder of the hosts; it is made when missing')
    .option('--on <hosts>', 'hosts: ids, names, node sets or tag:key=value; may be repeated', collect)
    .option('--all', 'every host of the account')
    .option('--failed <invocation>', 'the hosts on which that one did not succeed')
    .option('--mode <mode>', 'in octal (as here)')
    .option('--owner <user>', 'of the hosts (the one that the agent runs as)')
    .option('--group <group>', 'of the hosts')
    .option('--overwrite', 'replace what is there')
    .option('--timeout <time>', 'for each host (1h)', seconds)
    .option('--if-away <what>', 'for hosts that are offline: fail, skip, or wait=2h for their return', ifAway)
    .option('--yes', 'do not ask, however many hosts it is')
    .addHelpText('after', help)
  withJson(withAccess(command)).action((files: string[], options: Options) => send(context, files, options))
}

async function send(context: Context, paths: readonly string[], options: Options): Promise<void> {
  const { io } = context
  const targets = parseTargets(options)
  const { client } = connect(context, options)
  const files: LocalFile[] = []
  for (const path of paths) files.push(await readLocal(resolve(io.cwd, path)))
  await confirmTargets(io, client, targets, options)
  const documents: unknown[] = []
  let code: number = exitCodes.ok
  for (const file of files) {
    await upload(io, client, file)
    const body = { ...requestOf(file, options), targets, ...awayOf(targets, options.ifAway) }
    const started = await explainStart(client.start(routes.sendFile, body), 'Nothing was sent.')
    const { ended, elapsed, interrupted } = await watchStarted(io, client, started)
    if (!ended) {
      io.stderr.write(leftRunning(started.invocation.id))
      return context.exit(exitCodes.interrupted)
    }
    const tasks = await allTasks(client, ended.id)
    if (options.json) documents.push({ file: basename(file.path), ...runDocument(ended, tasks) })
    else printSent(io, file, ended, options.to, reportLines(io, ended, tasks, { elapsed }))
    code = Math.max(code, exitCodeFor(ended))
    if (interrupted) return context.exit(exitCodes.interrupted)
  }
  if (options.json) printJson(io, { files: documents })
  context.exit(code)
}

function printSent(
  io: Io,
  { path }: LocalFile,
  { id, total, counts }: Invocation,
  to: string,
  lines: readonly string[],
): void {
  const missing = total - counts.succeeded
  const again = `again on the ${missing} without it:  muster files send ${shellLine([path, '--to', to, '--failed', id])}`
  const told = missing === 0 ? 'sent' : `not on ${missing} of ${total}`
  printLines(io, [`${basename(path)}  ${told}`, ...lines, ...(missing === 0 ? [] : ['', again])])
}

const requestOf = ({ path, sha256, mode }: LocalFile, options: Options) => ({
  sha256,
  name: basename(path),
  folder: options.to,
  mode: options.mode ?? mode,
  owner: options.owner ?? '',
  group: options.group ?? '',
  overwrite: options.overwrite ?? false,
  ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
})
