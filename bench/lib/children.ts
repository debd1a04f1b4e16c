import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const living = new Set<ChildProcess>()
const endings: (() => void)[] = []

/** Starts a program in a group of its own, which ends with the bench. */
export function start(file: string, argv: readonly string[], options: SpawnOptions = {}): ChildProcess {
  const child = spawn(file, argv, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], ...options })
  living.add(child)
  child.once('exit', () => living.delete(child))
  return child
}

const quietFlags = process.execArgv.filter((flag) => flag.startsWith('--disable-warning'))

/** Starts a script with this Node. */
export const startNode = (argv: readonly string[], options: SpawnOptions): ChildProcess =>
  start(process.execPath, [...quietFlags, ...argv], options)

export async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  signalGroup(child, signal)
  const hard = setTimeout(() => signalGroup(child, 'SIGKILL'), 10_000)
  await gone
  clearTimeout(hard)
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // The group is gone already.
  }
}

/** Runs a program to its end; refuses with the end of what it wrote when it fails. */
export async function run(file: string, argv: readonly string[], options: SpawnOptions = {}): Promise<string> {
  const child = start(file, argv, options)
  let out = ''
  let err = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err = (err + text).slice(-4000)
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`${file} ${argv[0] ?? ''} ended with ${code}: ${err.trim().split('\n').at(-1) ?? ''}`)
  return out
}

/** A folder that goes with the bench. Others may pass through it: peers run as a user of their own. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

export const atEnd = (ending: () => void): void => void endings.unshift(ending)

/** Ends every program that was started here, by its id, and then removes what it left. */
export async function cleanUp(): Promise<void> {
  await Promise.all([...living].map((child) => stop(child, 'SIGKILL')))
  for (const ending of endings.splice(0)) {
    try {
      ending()
    } catch (error) {
      process.stderr.write(`clean-up: ${String(error)}\n`)
    }
  }
}
