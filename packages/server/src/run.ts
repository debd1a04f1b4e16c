import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Clock, Store } from '@muster/core'
import type { Logger } from 'pino'
import packageJson from '../package.json' with { type: 'json' }
import { compose } from './compose.ts'
import type { Config } from './config.ts'
import { createReload, readCertificate } from './http/certificate.ts'
import { createListener } from './http/listener.ts'
import { writePrivate } from './keys/data-files.ts'
import type { OpenedKeyring } from './keys/open-keyring.ts'
import { createRotation } from './keys/rotation.ts'
import type { RotatingVault } from './keys/vault.ts'
import type { DiskWatch } from './limits/disk.ts'
import { createRelief } from './memory.ts'
import { runScheduler } from './scheduler/scheduler.ts'
import { followClock } from './sweep/follow-clock.ts'
import { prune } from './sweep/prune.ts'
import { every, sweep } from './sweep/sweep.ts'

/** Deep enough for ten thousand agents that come back at once; Node's default of 511 makes them retry for seconds. */
const backlog = 16_384
const sweepMs = 1_000
/** In it a server takes less than its usual reserve, even of outputs. */
const diskMs = 1_000
/** A storm of agents is over between two looks. */
const reliefMs = 5_000
/** More than the 25 s of the agents' pings, so that none that lives must be asked. */
const heartbeatMs = 30_000
/** A certificate that was renewed is taken up within it. */
const certificateMs = 10_000
/** Kept outputs and old records are let go of by the day. */
const forgetMs = 3_600_000

interface Opened {
  readonly opened: OpenedKeyring
  readonly vault: RotatingVault
  readonly store: Store
  readonly disks: DiskWatch
  readonly clock: Clock
  readonly log: Logger
  /** Tells it to stop. */
  readonly signal: AbortSignal
}

/** Serves until it is told to stop. */
export async function run(config: Config, { opened, vault, store, disks, clock, log, signal }: Opened): Promise<void> {
  const certificate = config.tls && readCertificate(config.tls)
  const { keyring } = opened
  const source = config.masterKey
  const rotation = createRotation({ opened, source, vault, store, chance: randomBytes, clock, log, signal })
  const version = packageJson.version
  const services = compose({ config, keyring, vault, rotation, store, log, clock, version, room: disks.room, signal })
  // Whoever was connected to the process before this one is not connected to this one.
  const at = clock.now()
  await Promise.all([store.disconnectInstances({ ids: 'all' }), store.endTerminals({ of: 'stopped server', at })])

  const listener = createListener(services, config, certificate, log)
  const reload = config.tls && 'setSecureContext' in listener ? createReload(config.tls, listener, log) : async () => {}
  process.on('SIGHUP', reload)
  listener.listen({ host: config.host, port: config.port, backlog })
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  const url = `${certificate ? 'https' : 'http'}://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
  services.outputs.serveAt(config.publicUrl ?? url)
  services.terminals.serveAt(config.publicUrl ?? url)
  writePrivate(`${config.data}/server.json`, `${JSON.stringify({ url, pid: process.pid })}\n`)
  log.info({ url, data: config.data, database: config.database }, 'serving')

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
    every(reliefMs, createRelief(services.hub.online), { signal, log }),
    every(heartbeatMs, services.hub.heartbeat, { signal, log }),
    runScheduler(services.deps(), { graceMs: config.scheduleGrace * 1000, signal, log }),
  ]
  if (!signal.aborted) await once(signal, 'abort')
  log.info({ signal: signal.reason }, 'stopping')
  process.off('SIGHUP', reload)
  listener.close()
  services.terminals.close()
  await services.hub.close()
  listener.closeAllConnections()
  await Promise.all(loops)
}
