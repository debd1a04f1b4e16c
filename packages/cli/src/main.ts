import type { ProgramName } from './commands/programs.ts'
import { errorLine } from './errors.ts'
import { overview } from './help.ts'
import { type Io, processIo } from './io.ts'
import { endWithParent } from './parent.ts'

type Run = (argv: readonly string[], io: Io) => Promise<void>

/** Loaded one by one: an agent that carried the whole command line with it weighed half as much again. */
const programs: Readonly<Record<string, () => Promise<Run>>> = {
  server: () => program('server'),
  agent: () => program('agent'),
  swarm: () => program('swarm'),
  backup: () => program('backup'),
  up: async () => (await import('./commands/up.ts')).runUp,
}

async function program(name: ProgramName): Promise<Run> {
  const { startProgram } = await import('./commands/programs.ts')
  return (argv) => startProgram(name, argv)
}

/** Help of one command, as `muster help run` asks for it. */
const withoutHelp = ([first, ...rest]: readonly string[]): readonly string[] =>
  first === 'help' && rest.length > 0 ? [...rest, '--help'] : [first ?? 'help', ...rest]

export async function main(argv: readonly string[]): Promise<void> {
  endWithParent()
  const io = processIo()
  // A reader that has seen enough, such as head, is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  const [name = 'help', ...rest] = withoutHelp(argv)
  if (name === 'help') {
    io.stdout.write(overview)
    return
  }
  const find = programs[name]
  if (!find) {
    const { runCommandLine } = await import('./command-line.ts')
    process.exitCode = await runCommandLine([name, ...rest], io)
    return
  }
  try {
    const run = await find()
    await run(rest, io)
  } catch (error) {
    const { explain } = await import('./explain.ts')
    const { message, exitCode } = explain(error, undefined)
    io.stderr.write(errorLine(message))
    process.exit(exitCode)
  }
}
