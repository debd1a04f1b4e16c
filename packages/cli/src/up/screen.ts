import { relative } from 'node:path'
import type { Instance, Invocation, ServerInfo, Task } from '@muster/protocol/api'
import { outputLines } from '../run/output-lines.ts'
import { verdict } from '../run/states.ts'
import { hosts } from '../tty/bar.ts'
import { duration } from '../tty/duration.ts'
import { shellQuote } from '../tty/quote.ts'
import { sanitiseLine } from '../tty/sanitise.ts'

/** `./data` for what lies in this folder, the whole path for anything else. */
export function shortPath(path: string, cwd: string): string {
  const way = relative(cwd, path)
  return way === '' || way.startsWith('..') ? path : `./${way}`
}

const shortVersion = (version: string) => version.replace(/^(\d+\.\d+)\.0$/, '$1')

export interface UpScreen {
  readonly info: ServerInfo
  readonly url: string
  readonly data: string
  readonly keyFile: string | undefined
  readonly instance: Instance
  readonly onlineAfterMs: number
  /** Address of the console, where this server has one. */
  readonly console: string | undefined
}

/** What stands where: the server, this machine as a host, the key. */
export const upLines = ({ info, url, data, keyFile, instance, onlineAfterMs, console }: UpScreen): string[] => [
  `muster ${shortVersion(info.version)} · ${url} · data ${data} (${info.database}) · ctrl-c to stop`,
  `  host   ${instance.id}  ${sanitiseLine(instance.name)}  ${instance.platform} ${instance.architecture}  online in ${duration(onlineAfterMs)}`,
  keyFile
    ? `  key    ${keyFile} (only you can read it)`
    : '  key    the one in MUSTER_ADMIN_SECRET_ID and MUSTER_ADMIN_SECRET_KEY',
  ...(console ? [`  open   ${console}`] : []),
  '',
]

const tookMs = ({ startedAt, endedAt }: Task): number =>
  startedAt === null || endedAt === null ? 0 : Date.parse(endedAt) - Date.parse(startedAt)

/** The first command and what it printed, and what to try next. */
export function firstRunLines(
  invocation: Invocation,
  task: Task,
  script: string,
  destination: 'terminal' | 'pipe',
): string[] {
  const result = task.state === 'succeeded' ? `ok in ${duration(tookMs(task))}` : verdict(task)
  const shown = outputLines(task.output ?? '', task.dropped, {
    destination,
    lines: 10,
    seeAll: `npx muster invocations show ${invocation.id} --full`,
  })
  return [
    `${invocation.id}  ${script.padEnd(26)}${hosts(invocation.total)}   ${result}`,
    ...(task.cause ? [`  ${sanitiseLine(task.cause)}`] : []),
    ...shown.map((line) => `  ${line}`),
    '',
  ]
}

interface Surroundings {
  readonly url: string
  readonly data: string
  /** The server of the last `muster login`, which commands would talk to. */
  readonly login: string | undefined
}

/** What to set first, where the commands below would find another server than this one, or none. */
const setupLines = ({ url, data, login }: Surroundings): string[] => [
  ...(data === './data' ? [] : [`export MUSTER_DATA=${shellQuote(data)}`]),
  ...(login === undefined || login === url ? [] : [`export MUSTER_SERVER=${url}   # the last login was to ${login}`]),
]

export const nextLines = (surroundings: Surroundings): string[] => {
  const lines = [
    ...setupLines(surroundings),
    'npx muster run --all -- uptime',
    'npx muster hosts add            one line to paste on another machine',
  ]
  return lines.map((line, index) => `${index === 0 ? 'next ' : '     '}  ${line}`)
}
