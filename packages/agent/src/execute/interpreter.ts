import type { Spec } from '../tasks/spec.ts'

/**
 * What runs a script: the interpreter of its first line, as the kernel reads it, or else the shell. The kernel itself
 * is not asked, because the folder in memory may be mounted noexec.
 */
export function interpreterOf(script: Uint8Array, shell: string): Spec['interpreter'] {
  const end = script.indexOf(0x0a)
  const line = Buffer.from(script.subarray(0, Math.min(end < 0 ? script.length : end, 4096))).toString()
  const words = /^#![ \t]*(\S+)[ \t]*(.*?)[ \t\r]*$/.exec(line)
  const [, path, argument = ''] = words ?? []
  if (!path) return { path: shell, argument: '', named: '' }
  const named = /(^|\/)env$/.test(path) && /^[\w.+-]+$/.test(argument) && !argument.startsWith('-') ? argument : ''
  return { path, argument, named }
}
