import { readdirSync, readFileSync } from 'node:fs'

/** A process for good: its number may be given out again, but not with the same start time within one boot. */
export interface ProcessIdentity {
  readonly pid: number
  /** Clock ticks since boot, as /proc tells it. */
  readonly start: string
}

const readOrEmpty = (path: string): string => {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

/** The start time of a living process; undefined when it is gone or only waits to be reaped. */
export function startOf(pid: number): string | undefined {
  const stat = readOrEmpty(`/proc/${pid}/stat`)
  // The name in parentheses may hold spaces and parentheses, so the fields count from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state] = fields
  return state === 'Z' || state === 'X' ? undefined : fields[19]
}

export const isAlive = ({ pid, start }: ProcessIdentity): boolean => pid > 0 && start !== '' && startOf(pid) === start

export const ownIdentity = (): ProcessIdentity => ({ pid: process.pid, start: startOf(process.pid) ?? '' })

export const readBootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()

/** "pid start", as the executor writes it. */
export function parseIdentity(words: readonly string[]): ProcessIdentity | undefined {
  const [pid, start] = words
  return pid && start ? { pid: Number(pid), start } : undefined
}

export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isAlive(identity)) return
  try {
    process.kill(identity.pid, signal)
  } catch {
    // It ended in between.
  }
}

/** The living processes that have this line in the environment they were started with. */
export function processesWith(line: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => `\0${readOrEmpty(`/proc/${name}/environ`)}`.includes(`\0${line}\0`))
    .map(Number)
    .filter((pid) => startOf(pid) !== undefined)
}
