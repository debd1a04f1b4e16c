import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { ownUser } from '../identity/own-user.ts'
import type { Spec } from '../tasks/spec.ts'
import { findShell } from './shells.ts'

type Account = Spec['account']
export type FoundAccount = { readonly account: Account } | { readonly cause: string }

/** Long enough for a burst of tasks, short enough that a changed user is seen. */
const rememberMs = 5_000

/** Finds the user a script is to run as, by the host's own name service. */
export function createAccounts(now: () => number): (name: string) => Promise<FoundAccount> {
  const own = ownUser()
  const remembered = new Map<string, { readonly until: number; readonly found: Promise<FoundAccount> }>()
  const ownAccount = { name: own.username, home: own.homedir, shell: usableShell(own.shell), ids: null }

  const find = (name: string, line: string): FoundAccount => {
    const [login, , uid, gid, , home, shell] = line.split(':')
    if (!login || !uid || !gid || isNumberOf(name, login)) return noSuchUser(name)
    if (Number(uid) === own.uid) return { account: { ...ownAccount, name: login, home: home || '/' } }
    if (own.uid !== 0)
      return { cause: `the agent runs as "${own.username}" and only root can run a script as user "${name}"` }
    const ids = { uid: Number(uid), gid: Number(gid) }
    return { account: { name: login, home: home || '/', shell: usableShell(shell), ids } }
  }

  return (name) => {
    if (name === '' || name === own.username) return Promise.resolve({ account: ownAccount })
    if (neverInName.test(name)) return Promise.resolve(noSuchUser(name))
    const line = localLine(name)
    if (line) return Promise.resolve(find(name, line))
    const known = remembered.get(name)
    if (known && known.until > now()) return known.found
    if (remembered.size > 256) remembered.clear()
    const found = lookUp(name).then((each) => find(name, each))
    remembered.set(name, { until: now() + rememberMs, found })
    return found
  }
}

/** The user's line of /etc/passwd, where the name service begins there: reading it spares a program for each look. */
function localLine(name: string): string | undefined {
  try {
    const services = /^passwd:\s*(.*)/m.exec(readFileSync('/etc/nsswitch.conf', 'utf8'))?.[1] ?? 'files'
    if (!/^files(\s+\w+)*\s*(#|$)/.test(services)) return undefined
    return readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((each) => each.startsWith(`${name}:`))
  } catch {
    return undefined
  }
}

const lookUp = (name: string): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile('getent', ['passwd', '--', name], { timeout: 10_000 }, (error, stdout) => {
      // 2: not found. Anything else is no answer about the user.
      if (error && error.code !== 2) reject(new Error(`user "${name}" cannot be looked up: ${error.message.trim()}`))
      else resolve(error ? '' : stdout.trim())
    })
  })

/**
 * Users of services mostly have a shell that turns away whoever logs in. Nobody logs in here: scripts run as such a user,
 * and what a script starts by `$SHELL`, or types into a terminal, must run too.
 */
const usableShell = (shell: string | null | undefined): string => {
  if (!shell) return '/bin/sh'
  return /\/(nologin|false)$/.test(shell) ? findShell() : shell
}

const noSuchUser = (name: string): FoundAccount => ({ cause: `user "${name}" does not exist on this host` })

/** "root:x" is the beginning of a line of /etc/passwd, and no program takes a NUL. */
const neverInName = /[\p{Cc}:]/u

/**
 * A name service knows users by their numbers too: what allows or refuses a user by name must not be got round by another
 * word for the same one. A domain's longer or shorter form of a name is none.
 */
const isNumberOf = (name: string, login: string): boolean => name !== login && /^\s*[+-]?\d+$/.test(name)
