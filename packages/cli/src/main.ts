import { errorLine } from './errors.ts'
import { overview } from './help.ts'
import { type Io, processIo } from './io.ts'
import { endWithParent } from './parent.ts'
import { type Programs, startProgram } from './programs.ts'

type Run = (argv: readonly string[], io: Io) => Promise<void>

/** What is no command of a client: undefined for those that are. */
function programOf(name: string, programs: Programs): Run | undefined {
  const start = (each: keyof Programs, argv: readonly string[]) => startProgram(programs[each], argv)
  if (name === 'up')
    return async (argv, io) => (await import('./commands/up.ts')).runUp(argv, io, () => start('server', ['--help']))
  return isProgram(name, programs) ? (argv) => start(name, argv) : undefined
}

const isProgram = (name: string, programs: Programs): name is keyof Programs => Object.hasOwn(programs, name)

/** Help of one command, as `muster help run` asks for it. */
const withoutHelp = ([first, ...rest]: readonly string[]): readonly string[] =>
  first === 'help' && rest.length > 0 ? [...rest, '--help'] : [first ?? 'help', ...rest]

export async function main(argv: readonly string[], programs: Programs): Promise<void> {
  endWithParent()
  const io = processIo()
  // A reader that has seen enough, such as head, is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  const [name = 'help', ...rest] = withoutHelp(argv)
  if (name === 'help') {
    io.stdout.write(overview)
    return
  }
  const run = programOf(name, programs)
  if (!run) {
    const { runCommandLine } = await import('./command-line.ts')
    process.exitCode = await runCommandLine([name, ...rest], io)
    return
  }
  try {
    await run(rest, io)
  } catch (error) {
    const { explain } = await import('./explain.ts')
    const { message, exitCode } = explain(error, undefined)
    io.stderr.write(errorLine(message))
    process.exit(exitCode)
  }
}
