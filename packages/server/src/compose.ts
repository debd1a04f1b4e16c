import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import {
  type AccessKey,
  type Audit,
  type Clock,
  createNativeIds,
  createPublicIds,
  type Deps,
  type Store,
  type Vault,
} from '@muster/core'
import { createSources, type FindKey, type Sources } from '@muster/dialects'
import type { Room } from '@muster/store'
import type { Logger } from 'pino'
import type { About } from './api/context.ts'
import type { Config } from './config.ts'
import { type Bus, createBus } from './events/bus.ts'
import { createFiles, type Files } from './files/files.ts'
import { createHub, type Hub } from './gateway/native/hub.ts'
import { type AgentBundle, loadAgentBundle } from './http/agent-bundle.ts'
import { ownAuthority } from './http/certificate.ts'
import { deriveKey } from './keys/derive.ts'
import { createKeyFinder } from './keys/held-keys.ts'
import type { Keyring } from './keys/keyring.ts'
import type { Rotation } from './keys/rotation.ts'
import { readServerKey } from './keys/server-key.ts'
import { createOutputs, type Outputs } from './outputs/outputs.ts'
import { createTerminals, type Terminals } from './terminals/terminals.ts'

/** Everything that the doors of the server (dialects, native API, agents) share. */
export interface Services {
  /** The use cases' ports; with an audit line, its store writes that line beside each change. */
  readonly deps: (audit?: Audit) => Deps
  readonly keys: FindKey<AccessKey>
  readonly clock: Clock
  readonly sources: Sources
  readonly requestId: () => string
  readonly bus: Bus
  readonly hub: Hub
  readonly outputs: Outputs
  readonly files: Files
  readonly terminals: Terminals
  readonly rotation: Rotation
  readonly about: About
  readonly agentBundle: AgentBundle | undefined
  readonly apiRateLimit: number
  readonly signal: AbortSignal
}

interface Parts {
  readonly config: Config
  readonly keyring: Keyring
  readonly vault: Vault
  readonly rotation: Rotation
  readonly store: Store
  readonly log: Logger
  readonly clock: Clock
  readonly version: string
  readonly room: Room
  readonly signal: AbortSignal
}

/** The one place where ports meet their adapters. */
export function compose({
  config,
  keyring,
  vault,
  rotation,
  store,
  log,
  clock,
  version,
  room,
  signal,
}: Parts): Services {
  const { root } = keyring
  const serverKey = readServerKey(keyring.serverKey)
  const digestKey = deriveKey(root, 'digests', 32)
  const ids = createPublicIds(deriveKey(root, 'public ids', 8))
  const bus = createBus()
  const sources = createSources(clock, config.sourceLimit)
  const outputs: Outputs = createOutputs({
    deps: () => base,
    folder: config.outputs.folder,
    keeper: config.outputs.keeper,
    linkKey: deriveKey(root, 'links to outputs', 32),
    keptMs: config.outputDays * 86_400_000,
    signal,
    log,
  })
  const files = createFiles({
    deps: () => base,
    folder: config.uploads,
    linkKey: deriveKey(root, 'links to files', 32),
    room,
  })
  const hub: Hub = createHub({
    deps: () => base,
    serverKey,
    sources,
    ticketKey: Buffer.from(deriveKey(root, 'agent tickets', 32)).toString('base64'),
    bus,
    log,
    hold: outputs.hold,
    wholeOutputLimit: config.outputLimitBytes,
    linkToFile: files.linkTo,
    region: config.region,
    after: (ms, work) => void setTimeout(work, ms),
  })
  const terminals: Terminals = createTerminals({
    deps: depsFor,
    key: deriveKey(root, 'terminal tokens', 32),
    config: config.terminals,
    openLine: hub.openTerminal,
    log,
  })
  const base: Deps = {
    store,
    ids,
    nativeIds: createNativeIds(ids),
    clock,
    chance: randomBytes,
    vault,
    nudge: { deliver: hub.deliver, cancel: hub.cancel, renew: hub.renew, cutOff: hub.cutOff },
    gateway: { reserve: hub.reserve },
    announce: (moves) => {
      hub.forget(moves)
      bus.publishMoves(moves)
    },
    linkToOutput: outputs.linkTo,
    digest: (text) => createHmac('sha256', digestKey).update(text).digest('base64url'),
    terminals: terminals.port,
  }
  function depsFor(audit?: Audit): Deps {
    return audit ? { ...base, store: store.audited(audit) } : base
  }
  const agentBundle = loadAgentBundle()
  return {
    deps: depsFor,
    keys: createKeyFinder(store, vault),
    clock,
    sources,
    requestId: randomUUID,
    bus,
    hub,
    outputs,
    files,
    terminals,
    rotation,
    agentBundle,
    about: {
      version,
      data: config.data,
      region: config.region,
      serverKey: serverKey.fingerprint,
      serverCert: () => (config.tls && ownAuthority(config.tls)) ?? null,
      agentHash: agentBundle?.sha256 ?? null,
    },
    apiRateLimit: config.apiRateLimit,
    signal,
  }
}
