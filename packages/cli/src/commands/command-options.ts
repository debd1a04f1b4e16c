import type { Command } from 'commander'
import { assign, seconds } from './values.ts'

/** How a stored command runs. */
export interface CommandOptions {
  readonly description?: string
  readonly timeout?: number
  readonly user?: string
  readonly cwd?: string
  readonly param?: Readonly<Record<string, string>>
}

/** `param` says what its placeholders mean here. */
export const withCommand = (command: Command, { param }: { readonly param: string }): Command =>
  command
    .option('--description <text>', 'what it is for')
    .option('--timeout <time>', 'stop it after so long: 30, 90s, 15m', seconds)
    .option('--user <name>', 'run as this user of the host')
    .option('--cwd <folder>', 'run in this folder of the host')
    .option('--param <name=default>', param, assign)

/** What was given, as the API takes it. */
export const commandBody = ({ description, timeout, user, cwd, param }: CommandOptions) => ({
  ...(description === undefined ? {} : { description }),
  ...(timeout === undefined ? {} : { timeout }),
  ...(user === undefined ? {} : { user }),
  ...(cwd === undefined ? {} : { workingDirectory: cwd }),
  ...(param ? { parameters: { ...param } } : {}),
})
