import { randomBytes, randomUUID } from 'node:crypto'
import {
  type AccessKey,
  type Audit,
  type Clock,
  createNativeIds,
  createPublicIds,
  type Deps,
  type Store,
} from '@muster/core'
import { createSources, type FindKey, type Sources } from '@muster/dialects'
import type { Logger } from 'pino'
import type { About } from './api/context.ts'
import type { Config } from './config.ts'
import { type Bus, createBus } from './events/bus.ts'
import { createHub, type Hub } from './gateway/native/hub.ts'
import { type AgentBundle, loadAgentBundle } from './http/agent-bundle.ts'
import { createKeyFinder } from './keys/held-keys.ts'
import { createVault, deriveKey } from './keys/master-key.ts'
import type { ServerKey } from './keys/server-key.ts'
import { createOutputs, type Outputs } from './outputs/outputs.ts'

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
  readonly about: About
  readonly agentBundle: AgentBundle | undefined
  readonly apiRateLimit: number
  readonly signal: AbortSignal
}

interface Parts {
  readonly config: Config
  readonly masterKey: Uint8Array
  readonly serverKey: ServerKey
  readonly store: Store
  readonly log: Logger
  readonly clock: Clock
  readonly version: string
  readonly signal: AbortSignal
}

/** The one place where ports meet their adapters. */
export function compose({ config, masterKey, serverKey, store, log, clock, version, signal }: Parts): Services {
  const vault = createVault(masterKey)
  const ids = createPublicIds(deriveKey(masterKey, 'public ids', 8))
  const bus = createBus()
  const sources = createSources(clock, config.sourceLimit)
  const outputs: Outputs = createOutputs({
    deps: () => base,
    folder: config.outputs.folder,
    keeper: config.outputs.keeper,
    linkKey: deriveKey(masterKey, 'links to outputs', 32),
    keptMs: config.outputDays * 86_400_000,
    signal,
    log,
  })
  const hub: Hub = createHub({
    deps: () => base,
    serverKey,
    sources,
    ticketKey: Buffer.from(deriveKey(masterKey, 'agent tickets', 32)).toString('base64'),
    bus,
    log,
    hold: outputs.hold,
    wholeOutputLimit: config.outputLimitBytes,
    after: (ms, work) => void setTimeout(work, ms),
  })
  const base: Deps = {
    store,
    ids,
    nativeIds: createNativeIds(ids),
    clock,
    chance: randomBytes,
    vault,
    nudge: { deliver: hub.deliver, cancel: hub.cancel, cutOff: hub.cutOff },
    gateway: { reserve: hub.reserve },
    announce: (moves) => {
      hub.forget(moves)
      bus.publishMoves(moves)
    },
    linkToOutput: outputs.linkTo,
  }
  const agentBundle = loadAgentBundle()
  return {
    deps: (audit) => (audit ? { ...base, store: store.audited(audit) } : base),
    keys: createKeyFinder(store, vault),
    clock,
    sources,
    requestId: randomUUID,
    bus,
    hub,
    outputs,
    agentBundle,
    about: {
      version,
      data: config.data,
      region: config.region,
      serverKey: serverKey.fingerprint,
      agentHash: agentBundle?.sha256 ?? null,
    },
    apiRateLimit: config.apiRateLimit,
    signal,
  }
}
