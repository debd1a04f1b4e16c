import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { CliError } from '../errors.ts'
import { type Io, isInteractive } from '../io.ts'
import { askSecret } from '../tty/prompt.ts'
import { assign } from './values.ts'

export interface ParameterOptions {
  readonly param?: Readonly<Record<string, string>>
}

/** In place of a value that is not to be in the list of processes, nor in the history of the shell. */
const unsaid = '-'

export const withParameters = (command: Command, what: string, flags = '--param <name=value>'): Command =>
  command.option(flags, `${what}; name=- asks for it, or reads a line of stdin; may be repeated`, assign)

/** What was given, as the API takes it. */
export async function parametersOf(
  io: Io,
  { param }: ParameterOptions,
): Promise<{ readonly parameters?: Record<string, string> }> {
  if (!param) return {}
  const names = Object.keys(param).filter((name) => param[name] === unsaid)
  return { parameters: { ...param, ...(names.length > 0 ? await readValues(io, names) : {}) } }
}

async function readValues(io: Io, names: readonly string[]): Promise<Record<string, string>> {
  const values = new Map<string, string>()
  if (isInteractive(io)) for (const name of names) values.set(name, await askSecret(io, `${name}  `))
  else {
    const lines = (await text(io.stdin)).replace(/\n$/, '').split(/\r?\n/)
    if (lines.length !== names.length || lines.includes(''))
      throw new CliError(`stdin must have a line for each of: ${names.join(', ')}. Nothing was done.`)
    for (const [index, name] of names.entries()) values.set(name, lines[index] ?? '')
  }
  return Object.fromEntries(values)
}
