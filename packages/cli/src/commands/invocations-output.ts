import { pipeline } from 'node:stream/promises'
import type { Task } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { fetchFor } from '../access/trust.ts'
import { CliError } from '../errors.ts'
import type { Io } from '../io.ts'
import { allTasks } from '../run/pages.ts'
import { sanitise } from '../tty/sanitise.ts'
import { type Context, connect, withAccess } from './options.ts'

export function addInvocationsOutput(parent: Command, context: Context): void {
  const command = parent
    .command('output')
    .description('the whole output of one host, as its bytes were')
    .argument('<id>', 'inv-…')
    .argument('[host]', 'id or name, where it ran on several')
  withAccess(command).action(async (id: string, host: string | undefined, options: AccessOptions) => {
    const { client, server } = connect(context, options)
    const tasks = await allTasks(client, id)
    await write(context, choose(tasks, host), server, fetchFor(options, context.io.env))
  })
}

function choose(tasks: readonly Task[], host: string | undefined): Task {
  const fitting = tasks.filter(
    ({ instance, instanceName }) => host === undefined || [instance, instanceName].includes(host),
  )
  const [task, ...more] = fitting
  if (!task) throw new CliError(`it did not run on ${host ?? 'any host'}. See: muster invocations show`)
  if (more.length > 0) throw new CliError(`${fitting.length} hosts fit: name one, by its id or name.`)
  return task
}

async function write({ io }: Context, task: Task, server: string, fetchOwn: typeof fetch): Promise<void> {
  const { whole } = task
  if (whole?.state !== 'kept') {
    if (task.dropped > 0 || task.endedAt === null) throw new CliError(whereItIs(task))
    return print(io, [Buffer.from(task.output ?? '', 'base64')])
  }
  const { pathname, search } = new URL(whole.url)
  const own = await fetchOwn(new URL(pathname + search, server))
  // In a bucket, which asks for no certificate.
  const elsewhere = own.headers.get('location')
  const answer = elsewhere === null ? own : await fetch(elsewhere)
  if (!answer.ok || !answer.body) throw new CliError(`the server answered ${answer.status}: ${await answer.text()}`)
  await print(io, answer.body)
}

/** A pipe gets the bytes as they are; on a terminal escape sequences must not act. */
async function print(io: Io, bytes: AsyncIterable<Uint8Array> | readonly Uint8Array[]): Promise<void> {
  const decoder = new TextDecoder()
  const shown = async function* (chunks: typeof bytes) {
    for await (const chunk of chunks) yield io.stdout.isTTY ? sanitise(decoder.decode(chunk, { stream: true })) : chunk
  }
  await pipeline(shown(bytes), io.stdout, { end: false })
}

function whereItIs({ endedAt, whole, dropped }: Task): string {
  if (whole?.state === 'delivered') return `the whole output is in its bucket: ${whole.url}`
  if (whole?.error) return `the whole output is not delivered: ${whole.error}`
  if (whole?.state === 'waiting') return 'the whole output is on its way: ask again in a moment.'
  if (endedAt === null) return 'it still runs: ask again when it has ended.'
  return `${dropped} bytes were not kept: run with --output-to kept, or another bucket.`
}
