import { join, resolve } from 'node:path'
import type { Credentials } from '@muster/protocol/api'
import { CliError } from '../errors.ts'
import type { Environment } from '../io.ts'
import { readKeyFile, readObject } from './key-files.ts'
import { profilesFile, readProfiles } from './profiles.ts'

const defaultServer = 'http://127.0.0.1:8470'

export interface AccessOptions {
  readonly server?: string | undefined
  readonly keyFile?: string | undefined
  readonly ca?: string | undefined
  readonly cert?: string | undefined
  readonly key?: string | undefined
}

export interface Access {
  readonly server: string
  readonly credentials: Credentials
}

interface Place {
  readonly env: Environment
  readonly home: string
  readonly cwd: string
}

/** The address as one spelling, so that a stored key is found again. */
export function serverUrl(text: string): string {
  const url = URL.parse(text.includes('://') ? text : `http://${text}`)
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw new CliError(`"${text}" is no address of a server: write it as ${defaultServer}.`)
  return url.origin
}

export const dataFolder = ({ env, cwd }: Pick<Place, 'env' | 'cwd'>): string => resolve(cwd, env.MUSTER_DATA || 'data')

/** Where this machine finds a server that listens on every address. */
export const fromHere = (url: string): string =>
  url.replace('://0.0.0.0', '://127.0.0.1').replace('://[::]', '://[::1]')

function localServer(data: string): string {
  const url = readObject(join(data, 'server.json'))?.url
  return typeof url === 'string' ? fromHere(serverUrl(url)) : defaultServer
}

export function fromEnvironment(env: Environment): Credentials | undefined {
  const pairs: (readonly [string, string])[] = [
    ['MUSTER_SECRET_ID', 'MUSTER_SECRET_KEY'],
    ['MUSTER_ADMIN_SECRET_ID', 'MUSTER_ADMIN_SECRET_KEY'],
  ]
  for (const [idName, keyName] of pairs) {
    const [id, secret] = [env[idName], env[keyName]]
    if (id && secret) return { id, secret, ...(env.MUSTER_TOKEN ? { token: env.MUSTER_TOKEN } : {}) }
    if (id || secret) throw new CliError(`${id ? keyName : idName} is missing: set both or neither.`)
  }
  return undefined
}

/**
 * Which server, and with which key. What is named wins: option, then environment, then the last `muster login`, then
 * the server that `npm start` keeps in this folder.
 */
export function findAccess(options: AccessOptions, place: Place): Access {
  const named = options.server ?? place.env.MUSTER_SERVER
  const data = dataFolder(place)
  const profiles = readProfiles(profilesFile(place.env, place.home))
  const given = options.keyFile ? readKeyFile(resolve(place.cwd, options.keyFile)) : fromEnvironment(place.env)
  const server = named ? serverUrl(named) : given ? localServer(data) : (profiles.current ?? localServer(data))
  const credentials = given ?? profiles.servers[server] ?? localKey(data)
  if (!credentials)
    throw new CliError(
      `there is no key for ${server}. Start a server here with "npm start", run "muster login ${server}", or name a key with --key-file.`,
    )
  return { server, credentials }
}

function localKey(data: string): Credentials | undefined {
  const file = join(data, 'admin.json')
  return readObject(file) ? readKeyFile(file) : undefined
}
