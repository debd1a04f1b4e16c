import type { Spec } from '../tasks/spec.ts'
import type { Scratch, Text } from './scratch.ts'
import { entranceScript } from './starter-script.ts'
import { dashLine, waitingShell, waitingText } from './waiting-shell.ts'

/*
 * Another user's script is entered by a shell of that user: by its own, where that can read something before the script as
 * a waiting shell does, which is one program less. dash then finds, in place of the script's first line, another one
 * of the same length, which puts the first line back.
 */

type Seen = Pick<Spec, 'account' | 'profile' | 'command' | 'interpreter'>

export function chooseEntry(
  { account, profile, command, interpreter }: Seen,
  script: Uint8Array,
  kind: ReturnType<Scratch['kind']>,
): Spec['entry'] {
  // On a disk the folder may be one that the user cannot reach, which only a shell before the script could tell.
  if (!account.ids || profile !== 'plain' || command.words.length > 0 || kind === 'disk') return 'before'
  const shell = waitingShell(interpreter)
  if (shell === '') return 'before'
  return waitingText(shell) === '' || startsWith(script, `${dashLine}\n`) ? 'itself' : 'before'
}

/** The script as it is written for whoever enters it. */
export function enteredBy(
  entry: Spec['entry'],
  interpreter: Spec['interpreter'],
  script: Uint8Array,
): Pick<Text, 'script' | 'entrance'> {
  if (entry === 'before') return { script, entrance: '' }
  const first = Buffer.from(waitingText(waitingShell(interpreter)))
  return { script: Buffer.concat([first, script.subarray(first.length)]), entrance: entranceScript }
}

const startsWith = (script: Uint8Array, text: string): boolean =>
  Buffer.from(script.subarray(0, text.length)).toString('latin1') === text
