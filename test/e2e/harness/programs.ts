import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from './wait.ts'

export const launcher = new URL('../../../packages/cli/bin/muster.js', import.meta.url).pathname

/** Where to hang what a test must undo: its own context, or the hooks of a whole run. */
export interface Cleanup {
  readonly after: (undo: () => Promise<void> | void) => void
}

/** What was started and has not ended, by its log. */
const running = new Map<ChildProcess, string>()
// A run that is broken off reaches none of its own cleaning up.
process.once('exit', () => {
  for (const child of running.keys()) signalGroup(child, 'SIGKILL')
})

/** What a program finds around it: variables, and a command that runs it. */
export interface Surroundings {
  readonly environment?: Readonly<Record<string, string>>
  readonly through?: readonly string[]
}

/** A program in a process group of its own, as a service manager would start it. */
export function startMuster(
  argv: readonly string[],
  log: string,
  { environment = {}, through = [] }: Surroundings = {},
): ChildProcess {
  const file = openSync(log, 'a')
  const [program, ...rest] = [...through, process.execPath, launcher, ...argv]
  const child = spawn(program ?? '', rest, {
    detached: true,
    stdio: ['ignore', file, file],
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/', ...environment },
  })
  closeSync(file)
  running.set(child, log)
  return child.once('exit', () => running.delete(child))
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): boolean {
  try {
    return child.pid !== undefined && process.kill(-child.pid, signal)
  } catch {
    return false
  }
}

/** Ends the whole group of a program that was started here. */
export async function killGroup(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  if (signalGroup(child, signal)) await gone
}

export function makeFolder(t: Cleanup): string {
  const folder = mkdtempSync(join(tmpdir(), 'muster-e2e-'))
  // Hooks run in the order in which they were hung up, and the programs that work in a folder come after it.
  t.after(async () => {
    const inside = [...running].filter(([, log]) => log.startsWith(`${folder}/`))
    await Promise.all(inside.map(([child]) => killGroup(child, 'SIGKILL')))
    await eventually(`${folder} to go`, () => remove(folder))
  })
  return folder
}

/** Fails while scripts, which outlive their agent, still write there. */
function remove(folder: string): boolean {
  try {
    rmSync(folder, { recursive: true, force: true })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTEMPTY') return false
    throw error
  }
}

export interface RunningServer {
  readonly url: string
  readonly data: string
  readonly key: { readonly secretId: string; readonly secretKey: string }
  readonly pid: () => number
  /** Its clock. */
  readonly now: () => number
  readonly kill: () => Promise<void>
  readonly restart: () => Promise<void>
}

export async function startServer(
  t: Cleanup,
  folder: string,
  options: readonly string[] = [],
  surroundings: Surroundings = {},
): Promise<RunningServer> {
  const data = join(folder, 'data')
  let child: ChildProcess
  const begin = async (listen: string) => {
    child = startMuster(
      ['server', '--listen', listen, '--data', data, '--rate-limit', '0', ...options],
      join(folder, 'server.log'),
      surroundings,
    )
    return eventually('the server to answer', async () => {
      if (child.exitCode !== null) throw new Error(readFileSync(join(folder, 'server.log'), 'utf8'))
      const { url, pid } = readJson<{ url: string; pid: number }>(join(data, 'server.json')) ?? {}
      if (!url || pid === undefined || !isOurs(child, pid)) return undefined
      return (await fetch(`${url}/healthz`).catch(() => undefined))?.ok ? url : undefined
    })
  }
  t.after(() => killGroup(child, 'SIGKILL'))
  const url = await begin('127.0.0.1:0')
  const key = readJson<RunningServer['key']>(join(data, 'admin.json'))
  if (!key) throw new Error('the server made no key')
  return {
    url,
    data,
    key,
    pid: () => readJson<{ pid: number }>(join(data, 'server.json'))?.pid ?? 0,
    now: Date.now,
    kill: () => killGroup(child, 'SIGKILL'),
    restart: async () => void (await begin(new URL(url).host)),
  }
}

// The launcher may have started Node 24 as a child: the server is ours when its group is the launcher's.
function isOurs(child: ChildProcess, pid: number): boolean {
  try {
    const [, group = ''] = /^\d+ \(.*\) \S \d+ (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return Number(group) === child.pid
  } catch {
    return false
  }
}

export function readJson<Value>(path: string): Value | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Value
  } catch {
    return undefined
  }
}

export interface RunningAgent {
  readonly name: string
  readonly data: string
  readonly instance: string
  readonly kill: () => Promise<void>
  readonly restart: () => void
}

/** Enrols and starts an agent; `code` is a register code of the server. */
export async function startAgent(
  t: Cleanup,
  server: RunningServer,
  folder: string,
  name: string,
  code: { readonly id: string; readonly secret: string },
  options: readonly string[] = [],
  surroundings: Surroundings = {},
): Promise<RunningAgent> {
  const data = join(folder, name)
  const log = join(folder, `${name}.log`)
  const base = ['agent', '--server', server.url, '--data', data]
  let child = startMuster([...base, '--code', code.id, '--name', name, ...options], log, {
    ...surroundings,
    environment: { ...surroundings.environment, MUSTER_AGENT_SECRET: code.secret },
  })
  t.after(() => killGroup(child, 'SIGKILL'))
  const instance = await eventually(`${name} to enrol`, () => {
    if (child.exitCode !== null) throw new Error(readFileSync(log, 'utf8'))
    return readJson<{ instance: string }>(join(data, 'identity.json'))?.instance
  })
  return {
    name,
    data,
    instance,
    kill: () => killGroup(child, 'SIGKILL'),
    restart: () => {
      child = startMuster(base, log, surroundings)
    },
  }
}

/** Simulated agents in one process: they speak the real protocol and run nothing. */
export function startSwarm(
  t: Cleanup,
  server: RunningServer,
  folder: string,
  code: { readonly id: string; readonly secret: string },
  count: number,
): void {
  const argv = ['swarm', '--server', server.url, '--code', code.id, '--count', String(count)]
  const environment = { MUSTER_AGENT_SECRET: code.secret }
  const child = startMuster(argv, join(folder, 'swarm.log'), { environment })
  t.after(() => killGroup(child, 'SIGKILL'))
}
