import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printJson, printLines } from '../io.ts'
import { doneOf } from '../run/states.ts'
import { hosts } from '../terminal/bar.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'
import { collect } from './values.ts'

interface Options extends AccessOptions {
  readonly json?: boolean
  readonly on?: readonly string[]
}

export function addInvocationsCancel(parent: Command, context: Context): void {
  const command = parent
    .command('cancel')
    .description('stop an invocation, on all its hosts or some')
    .argument('<id>', 'inv-…')
    .option('--on <instance>', 'only on this instance id; may be repeated', collect)
  withJson(withAccess(command)).action(async (id: string, options: Options) => {
    const { client } = connect(context, options)
    const body = options.on ? { instances: [...options.on] } : {}
    const invocation = await client.call(routes.cancelInvocation, { path: { id }, body })
    if (options.json) return printJson(context.io, invocation)
    const open = invocation.total - doneOf(invocation.counts)
    const said =
      open === 0 ? 'it has ended' : `${hosts(open)} still to answer. Watch: muster invocations show ${id} --watch`
    printLines(context.io, [`${id}  cancel asked for, ${said}`])
  })
}
