import { homedir } from 'node:os'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { type Paint, paintFor } from './tty/colour.ts'
import { sanitiseJson, sanitisePainted } from './tty/sanitise.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** All that a command touches outside itself. Tests pass their own. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean; setRawMode?(mode: boolean): unknown }
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number }
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  readonly env: Environment
  readonly home: string
  readonly cwd: string
  readonly now: () => number
  /** Resolves early, without error, when the signal aborts. */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>
  /** Calls back for each ctrl-c until the returned function is called. */
  readonly onInterrupt: (listener: () => void) => () => void
}

export const processIo = (): Io => ({
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  home: homedir(),
  cwd: process.cwd(),
  now: Date.now,
  wait: (ms, signal) => wait(ms, undefined, { ...(signal ? { signal } : {}) }).catch(() => undefined),
  onInterrupt: (listener) => {
    process.on('SIGINT', listener)
    return () => process.off('SIGINT', listener)
  },
})

/** A person sits before both ends: questions can be asked. */
export const isInteractive = (io: Io): boolean => io.stdin.isTTY === true && io.stderr.isTTY === true

export const widthFor = (io: Io): number => Math.max(40, io.stdout.columns ?? 80)
export const paintOf = (io: Io): Paint => paintFor(io.stdout.isTTY === true, io.env)
export const printLines = (io: Io, lines: readonly string[]): void => {
  const shown = io.stdout.isTTY ? lines.map(sanitisePainted) : lines
  if (shown.length > 0) io.stdout.write(`${shown.join('\n')}\n`)
}
export const printJson = (io: Io, value: unknown): void => {
  io.stdout.write(`${sanitiseJson(JSON.stringify(value, undefined, 2))}\n`)
}
