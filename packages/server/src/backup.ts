import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { backupSqlite } from '@muster/store'
import { readConfig } from './config.ts'
import { ConfigError } from './options.ts'

const help = `muster backup [--data <folder>] [--database <file>] <file>

Copies the record to a new file, as it is at this moment; a server that runs on it is not disturbed.
All secrets in it are encrypted: keep the master key elsewhere. To restore it, put it in the place of
the database while no server runs. Outputs that the server keeps are not in it.
`

/** Works on the files of this machine, with or without a server that uses them. */
export async function backup(argv: readonly string[]): Promise<void> {
  try {
    const { to, database } = readArguments(argv)
    if (to === undefined) return void process.stdout.write(help)
    if (!existsSync(database)) throw new ConfigError(`there is no database ${database}: name its folder with --data.`)
    if (existsSync(to)) throw new ConfigError(`${to} is there already: give the name of a new file.`)
    backupSqlite({ path: database, to })
    process.stdout.write(`${to} holds the record. It opens with the master key of now, which is not in it.\n`)
  } catch (error) {
    process.stderr.write(`error: ${(error as Error).message}\n`)
    process.exitCode = error instanceof ConfigError ? 2 : 1
  }
}

/** Where the server would find its database. */
function readArguments(argv: readonly string[]): { readonly to: string | undefined; readonly database: string } {
  const options = {
    data: { type: 'string' },
    database: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  } as const
  const { values, positionals } = parse(() => parseArgs({ args: [...argv], options, allowPositionals: true }))
  const flags = (['data', 'database'] as const).flatMap((name) => (values[name] ? [`--${name}`, values[name]] : []))
  const config = readConfig(flags, {
    MUSTER_DATA: process.env.MUSTER_DATA,
    MUSTER_DATABASE_URL: process.env.MUSTER_DATABASE_URL,
  })
  const [to] = values.help ? [] : positionals
  if (config === 'help' || (to === undefined && !values.help))
    throw new ConfigError('name a new file: muster backup <file>.')
  return { to: to && resolve(to), database: config.database }
}

function parse<Value>(read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    throw new ConfigError(
      `${(error as Error).message.split(/\.?\n|\. /)[0]}. "muster backup --help" lists the options.`,
    )
  }
}
