import { realpathSync } from 'node:fs'
import type { Spec } from '../tasks/spec.ts'

/*
 * A shell that waits for a script has been started with the script's name, and reads the starter first. bash does so
 * because BASH_ENV names it. dash has no such thing, but it reads a script as it goes: its file holds a first line that
 * sources the starter and is as long as the line "#!/bin/sh", and all of the script before that line has ended. So dash
 * goes on at the second line of the script, and the first says nothing to it.
 */
export const dashLine = '#!/bin/sh'
const sourcing = '. "$_MUS"\n'

/** Which shell can wait for a script of this interpreter; others that are called sh read ahead. */
export function waitingShell({ path, argument, named }: Spec['interpreter']): string {
  if (argument !== '' || named !== '') return ''
  if (path === '/bin/bash' || path === '/usr/bin/bash') return path
  return path === '/bin/sh' && isDash() ? path : ''
}

/** What lies in the file of the script until the script does. */
export const waitingText = (shell: string): string => (shell.endsWith('/sh') ? sourcing : '')

let dash: boolean | undefined

function isDash(): boolean {
  dash ??= realpathSync('/bin/sh').endsWith('/dash')
  return dash
}
