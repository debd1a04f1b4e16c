import type { Command } from 'commander'
import type { Io } from '../io.ts'
import { type ParameterOptions, parametersOf, withParameters } from './parameter-options.ts'
import { seconds } from './values.ts'

/** How a stored command runs. */
export interface CommandOptions extends ParameterOptions {
  readonly description?: string
  readonly timeout?: number
  readonly user?: string
  readonly cwd?: string
}

/** `param` says what its placeholders mean here. */
export const withCommand = (command: Command, { param }: { readonly param: string }): Command =>
  withParameters(
    command
      .option('--description <text>', 'what it is for')
      .option('--timeout <time>', 'stop it after so long: 30, 90s, 15m', seconds)
      .option('--user <name>', 'run as this user of the host')
      .option('--cwd <folder>', 'run in this folder of the host'),
    param,
    '--param <name=default>',
  )

/** What was given, as the API takes it. */
export const commandBody = async (io: Io, { description, timeout, user, cwd, ...given }: CommandOptions) => ({
  ...(description === undefined ? {} : { description }),
  ...(timeout === undefined ? {} : { timeout }),
  ...(user === undefined ? {} : { user }),
  ...(cwd === undefined ? {} : { workingDirectory: cwd }),
  ...(await parametersOf(io, given)),
})
