import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printJson, printLines } from '../io.ts'
import { outputLines, textOf } from '../run/output-lines.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'
import { type ParameterOptions, parametersOf, withParameters } from './parameter-options.ts'

interface Options extends AccessOptions, ParameterOptions {
  readonly json?: boolean
}

export function addCommandsPreview(parent: Command, context: Context): void {
  const command = parent
    .command('preview')
    .description('the script with its parameters filled in, secrets masked')
    .argument('<id>', 'cmd-…')
  withParameters(command, 'a value')
  withJson(withAccess(command)).action(async (id: string, options: Options) => {
    const { io } = context
    const { script } = await connect(context, options).client.call(routes.previewCommand, {
      path: { id },
      body: await parametersOf(io, options),
    })
    if (options.json) return printJson(io, { script: textOf(script) })
    const destination = io.stdout.isTTY ? 'terminal' : 'pipe'
    printLines(io, outputLines(script, 0, { destination, lines: Number.POSITIVE_INFINITY, seeAll: '' }))
  })
}
