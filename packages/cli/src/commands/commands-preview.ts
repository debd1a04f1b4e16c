import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printJson, printLines } from '../io.ts'
import { outputLines, textOf } from '../run/output-lines.ts'

import { type Context, connect, withAccess, withJson } from './options.ts'
import { assign } from './values.ts'

interface Options extends AccessOptions {
  readonly json?: boolean
  readonly param?: Readonly<Record<string, string>>
}

export function addCommandsPreview(parent: Command, context: Context): void {
  const command = parent
    .command('preview')
    .description('the script with its parameters filled in, secrets masked')
    .argument('<id>', 'cmd-…')
    .option('--param <name=value>', 'a value; may be repeated', assign)
  withJson(withAccess(command)).action(async (id: string, options: Options) => {
    const { io } = context
    const { script } = await connect(context, options).client.call(routes.previewCommand, {
      path: { id },
      body: options.param ? { parameters: { ...options.param } } : {},
    })
    if (options.json) return printJson(io, { script: textOf(script) })
    const destination = io.stdout.isTTY ? 'terminal' : 'pipe'
    printLines(io, outputLines(script, 0, { destination, lines: Number.POSITIVE_INFINITY, seeAll: '' }))
  })
}
