import type { ChildProcess } from 'node:child_process'
import { existsSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CertificateFiles } from './certificate.ts'
import { makeFolder, startNode, stop } from './children.ts'
import { type ApiClient, createClient } from './client.ts'
import type { Key } from './tc3.ts'
import { until } from './wait.ts'

export const launcher = new URL('../../packages/cli/bin/muster.js', import.meta.url).pathname

export interface Server {
  readonly url: string
  readonly data: string
  readonly key: Key
  /** The file to trust, where the server speaks TLS. */
  readonly ca: string | undefined
  readonly pid: () => number
  readonly client: ApiClient
  /** Ends it and starts it again at the same address; gives the moment at which it was told to start. */
  readonly restart: (signal: 'SIGTERM' | 'SIGKILL') => Promise<number>
  readonly stop: () => Promise<void>
}

/** As shipped, but without the limits on calls. */
export async function startServer(tls?: CertificateFiles): Promise<Server> {
  const data = join(makeFolder(), 'data')
  const log = `${data}.log`
  const begin = async (listen: string) => {
    const limits = ['--rate-limit', '0', '--api-rate-limit', '0']
    const certificate = tls ? ['--tls-cert', tls.certificate, '--tls-key', tls.key] : []
    const file = openSync(log, 'a')
    const child = startNode([launcher, 'server', '--listen', listen, '--data', data, ...limits, ...certificate], {
      stdio: ['ignore', file, file],
    })
    const found = await until('the server', 30, () => readServerFile(data, child, log), 5)
    return { child, ...found }
  }
  let { child, url } = await begin('127.0.0.1:0')
  const key = JSON.parse(readFileSync(join(data, 'admin.json'), 'utf8')) as Key
  const client = createClient(url, key, tls && readFileSync(tls.certificate))
  return {
    url,
    data,
    key,
    ca: tls?.certificate,
    client,
    pid: () => child.pid ?? 0,
    restart: async (signal) => {
      await stop(child, signal)
      const at = performance.now()
      ;({ child, url } = await begin(new URL(url).host))
      return at
    },
    stop: async () => {
      client.close()
      await stop(child)
    },
  }
}

function readServerFile(data: string, child: ChildProcess, log: string): { url: string } | undefined {
  if (child.exitCode !== null) throw new Error(readFileSync(log, 'utf8').trim().split('\n').at(-1))
  const path = join(data, 'server.json')
  if (!existsSync(path)) return undefined
  try {
    const { url, pid } = JSON.parse(readFileSync(path, 'utf8')) as { url: string; pid: number }
    return pid === child.pid ? { url } : undefined
  } catch {
    return undefined
  }
}
