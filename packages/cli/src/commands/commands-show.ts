import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printJson, printLines } from '../io.ts'
import { outputLines, textOf } from '../run/output-lines.ts'
import { columns } from '../tty/columns.ts'
import { duration } from '../tty/duration.ts'
import { sanitiseLine } from '../tty/sanitise.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'

interface Options extends AccessOptions {
  readonly json?: boolean
}

export function addCommandsShow(parent: Command, context: Context): void {
  const command = parent.command('show').description('one stored command with its script').argument('<id>', 'cmd-…')
  withJson(withAccess(command)).action(async (id: string, options: Options) => {
    const { io } = context
    const found = await connect(context, options).client.call(routes.getCommand, { path: { id } })
    if (options.json) return printJson(io, { ...found, script: textOf(found.script) })
    const parameters = Object.entries(found.parameters ?? {}).map(([name, value]) => `${name}=${value}`)
    const facts: [string, string][] = [
      ['name', found.name],
      ['about', found.description],
      ['timeout', duration(found.timeout * 1000)],
      ['user', found.user],
      ['folder', found.workingDirectory],
      ['parameters', parameters.join(' ')],
    ]
    const shown = facts.filter(([, value]) => value !== '').map(([name, value]) => [`  ${name}`, sanitiseLine(value)])
    const destination = io.stdout.isTTY ? 'terminal' : 'pipe'
    const script = outputLines(found.script, 0, { destination, lines: Number.POSITIVE_INFINITY, seeAll: '' })
    printLines(io, [found.id, ...columns(shown), '', ...script.map((line) => `  ${line}`)])
  })
}
