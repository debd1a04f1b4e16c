import { routes, type StoredParameter } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { type Io, printJson } from '../io.ts'
import { age } from '../tty/duration.ts'
import { sanitiseLine } from '../tty/sanitise.ts'
import { printTable } from './listing.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'

interface Options extends AccessOptions {
  readonly json?: boolean
}

export function addParametersList(parent: Command, context: Context): void {
  const command = parent.command('list', { isDefault: true }).description('stored values, without those of secrets')
  withJson(withAccess(command)).action(async (options: Options) => {
    const { items } = await connect(context, options).client.call(routes.listParameters)
    if (options.json) return printJson(context.io, { items })
    print(context.io, items)
  })
}

export function addParametersHistory(parent: Command, context: Context): void {
  const command = parent.command('history').description('the versions of a stored value').argument('<name>')
  withJson(withAccess(command)).action(async (name: string, options: Options) => {
    const { items } = await connect(context, options).client.call(routes.listParameterVersions, { path: { id: name } })
    if (options.json) return printJson(context.io, { items })
    print(context.io, items)
  })
}

const widest = 40

function print(io: Io, items: readonly StoredParameter[]): void {
  const rows = items.map(({ name, version, kind, value, user, createdAt }) => [
    sanitiseLine(name),
    String(version),
    kind,
    value === null ? '******' : sanitiseLine(value.length > widest ? `${value.slice(0, widest)}…` : value),
    sanitiseLine(user),
    age(io.now() - Date.parse(createdAt)),
  ])
  const empty = 'no stored value. Set one with: muster parameters set <name> <value>'
  printTable(io, ['name', 'version', 'kind', 'value', 'by', 'set'], rows, { total: items.length, offset: 0, empty })
}
