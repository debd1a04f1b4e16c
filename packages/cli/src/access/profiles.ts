import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Credentials } from '@muster/protocol/api'
import type { Environment } from '../io.ts'
import { credentialsOf, keyFileOf, readObject, refuseShared } from './key-files.ts'

/** What `muster login` has stored: a key for each server, and the server it was called for last. */
export interface Profiles {
  readonly current: string | undefined
  readonly servers: Readonly<Record<string, Credentials>>
}

export const profilesFile = (env: Environment, home: string): string =>
  join(env.XDG_CONFIG_HOME || join(home, '.config'), 'muster', 'credentials.json')

export function readProfiles(file: string): Profiles {
  const value = readObject(file)
  if (!value) return { current: undefined, servers: {} }
  refuseShared(file)
  const servers: Record<string, Credentials> = {}
  for (const [server, entry] of Object.entries(value.servers ?? {})) {
    const credentials = credentialsOf(entry)
    if (credentials) servers[server] = credentials
  }
  return { current: typeof value.current === 'string' ? value.current : undefined, servers }
}

/** Adds or replaces the key of a server and makes that server the current one. */
export function storeProfile(file: string, server: string, credentials: Credentials): void {
  const servers = { ...readProfiles(file).servers, [server]: credentials }
  const entries = Object.entries(servers).map(([url, credentials]) => [url, keyFileOf(credentials)])
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const fresh = `${file}.${process.pid}`
  writeFileSync(fresh, `${JSON.stringify({ current: server, servers: Object.fromEntries(entries) }, undefined, 2)}\n`, {
    mode: 0o600,
  })
  renameSync(fresh, file)
}
