import { parseArgs } from 'node:util'
import type { Environment } from '../io.ts'

/** The options are the server's, and go to it untouched; `up` reads the two that it needs itself. */
export interface UpOptions {
  readonly data: string
  readonly serverArgs: readonly string[]
  readonly help: boolean
}

export function readUpOptions(argv: readonly string[], env: Environment): UpOptions {
  const { values } = parseArgs({ args: [...argv], options: { data: { type: 'string' } }, strict: false })
  const data = typeof values.data === 'string' ? values.data : env.MUSTER_DATA || 'data'
  return { data, serverArgs: argv, help: values.help === true || argv.includes('-h') }
}

export const upHelp = `muster up [options of the server]

Starts a server, enrols this machine as its first host, runs a command on it, and keeps both running until ctrl-c.
Everything is kept in the data folder (./data, or --data): start it again to go on where it stopped.

The options and their environment variables are those of "muster server --help":

`
