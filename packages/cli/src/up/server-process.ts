import { join } from 'node:path'
import { type Client, type Credentials, createClient, routes, type ServerInfo } from '@muster/protocol/api'
import { fromEnvironment, fromHere } from '../access/access.ts'
import { readKeyFile, readObject } from '../access/key-files.ts'
import { fetchFor, trustAuthority } from '../access/trust.ts'
import { CliError } from '../errors.ts'
import { isConnectionError, isUntrusted } from '../explain.ts'
import type { Io } from '../io.ts'
import { type Child, lastLogLine, serverEnvironment, startChild } from './child.ts'
import type { UpOptions } from './options.ts'
import { until } from './until.ts'

export interface RunningServer {
  readonly child: Child
  readonly url: string
  readonly client: Client
  readonly info: ServerInfo
  /** The file with the key, unless the environment sets the key. */
  readonly keyFile: string | undefined
}

const startMs = 60_000

export function startServerChild(io: Io, options: UpOptions): Child {
  return startChild({
    args: ['server', ...options.serverArgs],
    env: serverEnvironment(io.env),
    log: join(options.data, 'server.log'),
  })
}

// The file of an earlier run may still lie there: it counts only when it names this process.
function urlOf(data: string, pid: number | undefined): string | undefined {
  const written = readObject(join(data, 'server.json'))
  return written?.pid === pid && typeof written?.url === 'string' ? written.url : undefined
}

/** Starts the server and waits until it answers a signed call. */
export async function startServer(io: Io, options: UpOptions, stopping: AbortSignal): Promise<RunningServer> {
  trustAuthority(io.env.MUSTER_CA)
  const child = startServerChild(io, options)
  const given: Credentials | undefined = fromEnvironment(io.env)
  const keyFile = join(options.data, 'admin.json')
  const running = await until(io, { exited: child.exited, stopping, withinMs: startMs }, async () => {
    const url = urlOf(options.data, child.pid)
    if (url === undefined) return undefined
    const client = createClient(fromHere(url), given ?? readKeyFile(keyFile), io.now, fetchFor({}, io.env))
    try {
      return { url, client, info: await client.call(routes.getServer) }
    } catch (error) {
      if (isConnectionError(error) && !isUntrusted(error)) return undefined
      child.kill('SIGTERM')
      throw isUntrusted(error) ? new CliError(untrusted(url)) : error
    }
  })
  if (running) return { child, ...running, keyFile: given ? undefined : keyFile }
  child.kill('SIGTERM')
  const { code } = await child.exited
  const log = join(options.data, 'server.log')
  throw new CliError(lastLogLine(log) ?? `the server did not start. See ${log}.`, code ?? 1)
}

const untrusted = (url: string): string =>
  `the certificate of ${url} is not trusted here. Set MUSTER_CA to the file of its authority, and let it name that address.`

/** The console is a part that a copy of Muster may lack. */
export async function consoleOf(url: string): Promise<string | undefined> {
  const address = `${fromHere(url)}/console/`
  const answer = await fetch(address).catch(() => undefined)
  await answer?.body?.cancel()
  return answer?.ok && answer.headers.get('content-type')?.startsWith('text/html') ? address : undefined
}
