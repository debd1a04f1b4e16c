import { type Invocation, routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { exitCodes } from '../errors.ts'
import { printJson, printLines } from '../io.ts'
import { textOf } from '../run/output-lines.ts'
import { allTasks } from '../run/pages.ts'
import { exitCodeFor, reportLines } from '../run/report.ts'
import { runDocument } from '../run/run-json.ts'
import { leftRunning, watchRun } from '../run/watch.ts'
import { duration } from '../tty/duration.ts'
import { sanitiseLine } from '../tty/sanitise.ts'
import { truncate } from '../tty/width.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'

interface Options extends AccessOptions {
  readonly json?: boolean
  readonly full?: boolean
  readonly watch?: boolean
}

export function addInvocationsShow(parent: Command, context: Context): void {
  const command = parent
    .command('show')
    .description('one invocation, with the results of its hosts grouped')
    .argument('<id>', 'inv-…')
    .option('--watch', 'until it ends; the exit code is then that of the run')
    .option('--full', 'show outputs and names whole')
  withJson(withAccess(command)).action((id: string, options: Options) => show(context, id, options))
}

const elapsedOf = (invocation: Invocation, now: number): string => {
  const end = invocation.endedAt === null ? now : Date.parse(invocation.endedAt)
  return duration(end - Date.parse(invocation.createdAt))
}

async function show(context: Context, id: string, options: Options): Promise<void> {
  const { io } = context
  const { client } = connect(context, options)
  const found = await client.call(routes.getInvocation, { path: { id } })
  const invocation = options.watch && found.endedAt === null ? (await watchRun(io, client, found)).ended : found
  if (!invocation) {
    io.stderr.write(leftRunning(id))
    return context.exit(exitCodes.interrupted)
  }
  const tasks = await allTasks(client, id)
  if (options.watch) context.exit(exitCodeFor(invocation))
  if (options.json) return printJson(io, runDocument(invocation, tasks))
  const script = truncate(sanitiseLine(textOf(invocation.script).trim()), 60)
  const started = new Date(invocation.createdAt).toLocaleString('sv-SE')
  const lines = reportLines(io, invocation, tasks, { elapsed: elapsedOf(invocation, io.now()), full: options.full })
  const user = invocation.user ? ` as ${sanitiseLine(invocation.user)}` : ''
  printLines(io, [`${script}   started ${started}${user}`, ...lines])
}
