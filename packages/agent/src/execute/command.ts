import type { Launcher } from '@muster/protocol/agent'
import type { Spec } from '../tasks/spec.ts'
import { interpreterOf } from './interpreter.ts'
import { scriptFile } from './scratch.ts'
import { findShell } from './shells.ts'

/** What is executed for a script: the words into its container, those of its launcher, or what its first line names. */
export function commandOf(
  script: Uint8Array,
  launcher: Launcher | undefined,
  container: readonly string[] | undefined,
): Pick<Spec, 'script' | 'command' | 'interpreter'> {
  if (container)
    return { script: scriptFile, command: { words: [...container], input: 'script' }, interpreter: runBy(container) }
  if (launcher)
    return {
      script: `${scriptFile}${launcher.extension}`,
      command: { words: launcher.words, input: 'nothing' },
      interpreter: runBy(launcher.words),
    }
  return {
    script: scriptFile,
    command: { words: [], input: 'nothing' },
    interpreter: interpreterOf(script, findShell()),
  }
}

/** What must be there before it starts: a file, or a program in the path of the user. */
function runBy([program = '']: readonly string[]): Spec['interpreter'] {
  if (program.includes('/')) return { path: program, argument: '', named: '' }
  return { path: findShell(), argument: '', named: program.includes('\0') ? '' : program }
}
