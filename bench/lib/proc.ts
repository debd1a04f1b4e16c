import { readdirSync, readFileSync } from 'node:fs'

// USER_HZ is 100 on every Linux that Node runs on.
const ticksPerSecond = 100

/** CPU seconds of a process, all its threads included. */
export function cpuSeconds(pid: number): number {
  const [, fields = ''] = /^\d+ \(.*\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
  const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number)
  return (user + system) / ticksPerSecond
}

/** Nanoseconds on a CPU, over all threads: finer than the ticks. */
export function cpuNanoseconds(pid: number): number {
  const nanoseconds = (thread: string) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0])
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + nanoseconds(thread), 0)
}

function kilobytes(file: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(file, 'utf8'))?.[1] ?? Number.NaN)
}

export const residentKb = (pid: number): number => kilobytes(`/proc/${pid}/status`, 'VmRSS')
export const privateDirtyKb = (pid: number): number => kilobytes(`/proc/${pid}/smaps_rollup`, 'Private_Dirty')
