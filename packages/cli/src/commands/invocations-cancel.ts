import { type Invocation, routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { exitCodes } from '../errors.ts'
import { printJson, printLines } from '../io.ts'
import { countsText, doneOf } from '../run/states.ts'
import { watchRun } from '../run/watch.ts'
import { hosts } from '../tty/bar.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'
import { collect } from './values.ts'

interface Options extends AccessOptions {
  readonly json?: boolean
  readonly on?: readonly string[]
  readonly wait?: boolean
}

export function addInvocationsCancel(parent: Command, context: Context): void {
  const command = parent
    .command('cancel')
    .description('stop an invocation, on all its hosts or some')
    .argument('<id>', 'inv-…')
    .option('--on <instance>', 'only on this instance id; may be repeated', collect)
    .option('--wait', 'until the whole invocation has ended: about a minute at most, if all its hosts are stopped')
  withJson(withAccess(command)).action((id: string, options: Options) => cancel(context, id, options))
}

async function cancel(context: Context, id: string, options: Options): Promise<void> {
  const { io } = context
  const { client } = connect(context, options)
  const body = options.on ? { instances: [...options.on] } : {}
  const asked = await client.call(routes.cancelInvocation, { path: { id }, body })
  const watched = options.wait && asked.endedAt === null ? (await watchRun(io, client, asked)).ended : asked
  if (!watched) context.exit(exitCodes.interrupted)
  const invocation = watched ?? asked
  if (options.json) printJson(io, invocation)
  else printLines(io, [`${id}  ${saidOf(invocation)}`])
}

function saidOf({ id, total, counts, endedAt }: Invocation): string {
  if (endedAt !== null) return `ended: ${countsText(counts)}`
  const open = hosts(total - doneOf(counts))
  return `cancel asked for, ${open} still to answer. Watch: muster invocations show ${id} --watch`
}
