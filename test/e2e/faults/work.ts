import { join } from 'node:path'
import type { Chance } from './chance.ts'

/** What is asked of some hosts at a moment of a round. */
export interface Work {
  readonly name: string
  readonly shape: Shape
  readonly exitCode: number
  readonly hosts: readonly number[]
  /** Milliseconds after the beginning of the round. */
  readonly at: number
}

/** Lines that a script prints before and after a pause, which is of so many seconds or lasts until the fault has struck. */
const shapes = {
  short: { before: 20, pause: '0', after: 20, timeout: 120 },
  long: { before: 100, pause: '1.5', after: 100, timeout: 120 },
  /** Beyond the 24 KiB that are kept, on both sides of the pause. */
  flood: { before: 700, pause: '1', after: 900, timeout: 120 },
  /** Ends by its timeout. */
  hanging: { before: 50, pause: '600', after: 0, timeout: 3 },
  /** Runs when the fault strikes, whenever that is. */
  held: { before: 50, pause: 'held', after: 50, timeout: 120 },
} as const
export type Shape = keyof typeof shapes

/** Source: `limits.outputBytes`. */
const kept = 24_576

export function planWork(chance: Chance, name: string, hosts: number): Work {
  const all = Array.from({ length: hosts }, (_, index) => index)
  return {
    name,
    shape: chance.pick(Object.keys(shapes) as Shape[]),
    exitCode: chance.below(7),
    hosts: chance.some(all),
    at: chance.below(1500),
  }
}

export const timeoutOf = ({ shape }: Work): number => shapes[shape].timeout

/** Where a script says that it has begun, a line for each time. */
export const startsFile = (folder: string, { name }: Work): string => join(folder, `${name}.starts`)

/** Where it is said that the fault of a round has struck. */
export const struckFile = (folder: string): string => join(folder, 'struck')

/**
 * The first thing a script does is to name the folder of its task, which its parent works in, in one write to a file that
 * the next start would append to.
 */
export function scriptOf(work: Work, folder: string): string {
  const { before, pause, after } = shapes[work.shape]
  const wait = pause === 'held' ? `until [ -e ${struckFile(folder)} ]; do sleep 0.05; done` : `sleep ${pause}`
  return `readlink /proc/$PPID/cwd >> ${startsFile(folder, work)}
i=0
while [ $i -lt ${before} ]; do echo "${work.name} $i 界"; i=$((i + 1)); done
${wait}
while [ $i -lt ${before + after} ]; do echo "${work.name} $i 界" >&2; i=$((i + 1)); done
exit ${work.exitCode}
`
}

export interface Expected {
  readonly status: string
  readonly exitCode: number
  readonly output: Buffer
  readonly dropped: number
}

export function expectedOf({ name, shape, exitCode }: Work): Expected {
  const { before, after } = shapes[shape]
  const all = Buffer.from(Array.from({ length: before + after }, (_, i) => `${name} ${i} 界\n`).join(''))
  const output = cut(all)
  const dropped = all.length - output.length
  if (shape === 'hanging') return { status: 'TIMEOUT', exitCode: 143, output, dropped }
  return { status: exitCode === 0 ? 'SUCCESS' : 'FAILED', exitCode, output, dropped }
}

/** No character is cut: those here begin with a byte that is not of the form 10xxxxxx. */
function cut(bytes: Buffer): Buffer {
  let end = Math.min(bytes.length, kept)
  while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return bytes.subarray(0, end)
}
