import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Environment } from '../io.ts'
import { boundLog } from './bound-log.ts'

const launcher = fileURLToPath(new URL('../../bin/muster.js', import.meta.url))
/** How often is looked how long the logs are. */
const logMs = 60_000
const quiet = '--disable-warning=ExperimentalWarning'

/** What a child may know of the environment: allow-listed, so that nobody's tokens end up in a long-lived process. */
const shared = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR']

const pick = (env: Environment, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))

export const serverEnvironment = (env: Environment): Record<string, string> =>
  pick(env, [
    ...shared,
    ...Object.keys(env).filter((name) => name.startsWith('MUSTER_') && !name.startsWith('MUSTER_AGENT_')),
  ])

/** Scripts run below the agent: it gets no key of the server's. */
export const agentEnvironment = (env: Environment, secret: string | undefined): Record<string, string> => ({
  ...pick(env, [...shared, 'MUSTER_AGENT_NAME', 'MUSTER_CA', 'MUSTER_CLIENT_CERT', 'MUSTER_CLIENT_KEY']),
  ...(secret === undefined ? {} : { MUSTER_AGENT_SECRET: secret }),
})

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface Child {
  readonly pid: number | undefined
  readonly exited: Promise<Exit>
  readonly kill: (signal: NodeJS.Signals) => void
}

export interface ChildPlan {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly log: string
}

/**
 * A Muster program in a session of its own, so that ctrl-c reaches it once, from us; the channel tells it when we are
 * gone for good. What it prints goes to its log.
 */
export function startChild({ args, env, log }: ChildPlan): Child {
  boundLog(log)
  const file = openSync(log, 'a', 0o600)
  const child: ChildProcess = spawn(process.execPath, [quiet, launcher, ...args], {
    env: { ...env },
    detached: true,
    stdio: ['ignore', file, file, 'ipc'],
  })
  closeSync(file)
  const looks = setInterval(() => boundLog(log), logMs).unref()
  const exited = new Promise<Exit>((resolve) => {
    child.once('error', () => resolve({ code: 1, signal: null }))
    child.once('exit', (code, signal) => resolve({ code, signal }))
  }).finally(() => clearInterval(looks))
  return { pid: child.pid, exited, kill: (signal) => void child.kill(signal) }
}

/** The last line of a log as a person reads it: the message of a JSON line, or the text. */
export function lastLogLine(log: string): string | undefined {
  if (!existsSync(log)) return undefined
  const line = readFileSync(log, 'utf8').trimEnd().split('\n').at(-1)
  if (!line) return undefined
  return readMessage(line) ?? line.replace(/^error: /, '')
}

function readMessage(line: string): string | undefined {
  try {
    const value: unknown = JSON.parse(line)
    const message = typeof value === 'object' && value !== null ? Reflect.get(value, 'msg') : undefined
    return typeof message === 'string' ? message : undefined
  } catch {
    return undefined
  }
}
