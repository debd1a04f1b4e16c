import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { publicAccount, type Store, sealDraft } from '@muster/core'
import { openSqliteStore } from '@muster/store'
import pino, { type Logger } from 'pino'
import packageJson from '../package.json' with { type: 'json' }
import { compose } from './compose.ts'
import { type Config, readConfig } from './config.ts'
import { createReload, readCertificate } from './http/certificate.ts'
import { createListener } from './http/listener.ts'
import { ensureAdministrator } from './keys/administrator.ts'
import { writePrivate } from './keys/data-files.ts'
import { lockFolder } from './keys/lock.ts'
import { type OpenedKeyring, openKeys } from './keys/open-keyring.ts'
import { createRotation } from './keys/rotation.ts'
import { createVault, type RotatingVault } from './keys/vault.ts'
import { readLibrary } from './library/library.ts'
import { type DiskWatch, freeBytesOf, watchDisks } from './limits/disk.ts'
import { ConfigError, helpText } from './options.ts'
import { runScheduler } from './scheduler/scheduler.ts'
import { followClock } from './sweep/follow-clock.ts'
import { prune } from './sweep/prune.ts'
import { every, sweep } from './sweep/sweep.ts'

/** Deep enough for ten thousand agents that come back at once; Node's default of 511 makes them retry for seconds. */
const backlog = 16_384
const sweepMs = 1_000
/** In it a server takes less than its usual reserve, even of outputs. */
const diskMs = 1_000
/** More than the 25 s of the agents' pings, so that none that lives must be asked. */
const heartbeatMs = 30_000
/** A certificate that was renewed is taken up within it. */
const certificateMs = 10_000
/** Kept outputs and old records are let go of by the day. */
const forgetMs = 3_600_000
const clock = { now: Date.now }

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'The address is in use: stop the other program, or choose another with --listen.',
  ENOSPC: 'The disk of the data folder is full: make room, then start again.',
}

/** Starts the server and returns when it has stopped. */
export async function server(argv: readonly string[]): Promise<void> {
  try {
    const config = readConfig(argv, process.env)
    if (config === 'help') return void process.stdout.write(helpText())
    await serve(config)
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    process.stderr.write(`error: ${reasons[code] ?? message}\n`)
    process.exitCode = error instanceof ConfigError ? 2 : 1
  }
}

async function serve(config: Config): Promise<void> {
  mkdirSync(config.data, { recursive: true, mode: 0o700 })
  const lock = lockFolder(config.data)
  const log = pino({ level: config.logLevel, base: null }, pino.destination(2))
  const disks = watchDisks({
    folders: [dirname(config.database), config.outputs.folder],
    reserveBytes: config.diskReserveBytes,
    log,
    freeBytesOf,
  })
  await disks.look()
  const store = await openSqliteStore({ path: config.database, room: disks.room })
  try {
    const opened = await openKeys({ store, source: config.masterKey, data: config.data, chance: randomBytes, clock })
    const vault = createVault(opened.keyring.vault)
    await ensureAdministrator({ store, vault, clock, chance: randomBytes }, config.data, config.admin)
    const commands = readLibrary().map(({ draft, scenes }) => ({
      draft: sealDraft(vault, publicAccount, draft),
      scenes,
    }))
    await store.ensurePublicCommands({ commands, at: clock.now() })
    await run(config, { opened, vault, store, disks, log })
  } finally {
    await store.close()
    lock.release()
  }
  log.info('stopped')
}

interface Opened {
  readonly opened: OpenedKeyring
  readonly vault: RotatingVault
  readonly store: Store
  readonly disks: DiskWatch
  readonly log: Logger
}

async function run(config: Config, { opened, vault, store, disks, log }: Opened): Promise<void> {
  const stop = new AbortController()
  const certificate = config.tls && readCertificate(config.tls)
  const { signal } = stop
  const { keyring } = opened
  const source = config.masterKey
  const rotation = createRotation({ opened, source, vault, store, chance: randomBytes, clock, log, signal })
  const version = packageJson.version
  const services = compose({ config, keyring, vault, rotation, store, log, clock, version, room: disks.room, signal })
  // Whoever was connected to the process before this one is not connected to this one.
  await store.disconnectInstances({ ids: 'all', at: clock.now() })
  await store.endTerminals({ of: 'stopped server', at: clock.now() })

  const listener = createListener(services, config, certificate, log)
  listener.listen({ host: config.host, port: config.port, backlog })
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  const url = `${certificate ? 'https' : 'http'}://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
  services.outputs.serveAt(config.publicUrl ?? url)
  services.terminals.serveAt(config.publicUrl ?? url)
  writePrivate(`${config.data}/server.json`, `${JSON.stringify({ url, pid: process.pid })}\n`)
  log.info({ url, data: config.data, database: config.database }, 'serving')

  const reload = config.tls && 'setSecureContext' in listener ? createReload(config.tls, listener, log) : async () => {}
  process.on('SIGHUP', reload)
  const rest = (ms: number) => wait(ms, undefined, { signal }).catch(() => undefined)
  const old = { store, clock, retention: config, rest, signal }
  const startedAt = clock.now()
  const follow = followClock(services.deps, performance)
  const loops = [
    every(sweepMs, async () => sweep(services.deps(), startedAt + (await follow())), { signal, log }),
    every(sweepMs, services.outputs.deliver, { signal, log }),
    every(forgetMs, services.outputs.forget, { signal, log }),
    every(forgetMs, services.files.forget, { signal, log }),
    every(sweepMs, services.terminals.look, { signal, log }),
    every(forgetMs, services.terminals.forget, { signal, log }),
    every(sweepMs, rotation.proceed, { signal, log }),
    every(forgetMs, () => prune(old), { signal, log }),
    every(certificateMs, reload, { signal, log }),
    every(diskMs, disks.look, { signal, log }),
    every(heartbeatMs, services.hub.heartbeat, { signal, log }),
    runScheduler(services.deps(), { graceMs: config.scheduleGrace * 1000, signal, log }),
  ]
  const reason = await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  log.info({ signal: reason[0] }, 'stopping')
  process.off('SIGHUP', reload)
  stop.abort()
  listener.close()
  services.terminals.close()
  await services.hub.close()
  listener.closeAllConnections()
  await Promise.all(loops)
}
