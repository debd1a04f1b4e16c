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
import type { Logger } from 'pino'
import type { About } from './api/context.ts'
import type { Config } from './config.ts'
import { type Bus, createBus } from './events/bus.ts'
import { createHub, type Hub } from './gateway/native/hub.ts'
import { type AgentBundle, loadAgentBundle } from './http/agent-bundle.ts'
import { createVault, deriveKey } from './keys/master-key.ts'
import type { ServerKey } from './keys/server-key.ts'

/** Everything that the doors of the server (dialects, native API, agents) share. */
export interface Services {
  /** The use cases' ports; with an audit line, its store writes that line beside each change. */
  readonly deps: (audit?: Audit) => Deps
  readonly keys: (id: string) => Promise<{ readonly key: AccessKey; readonly secret: string } | undefined>
  readonly clock: Clock
  readonly requestId: () => string
  readonly bus: Bus
  readonly hub: Hub
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
  const hub: Hub = createHub({
    deps: () => base,
    serverKey,
    ticketKey: Buffer.from(deriveKey(masterKey, 'agent tickets', 32)).toString('base64'),
    bus,
    log,
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
  }
  const agentBundle = loadAgentBundle()
  const opened = new Map<string, { readonly sealed: Uint8Array; readonly secret: string }>()
  return {
    deps: (audit) => (audit ? { ...base, store: store.audited(audit) } : base),
    keys: async (id) => {
      const key = await store.findAccessKey(id)
      if (!key) return undefined
      const known = opened.get(id)
      // To open a sealed secret for every call was an eighth of the cost of a signed read.
      if (known && Buffer.compare(known.sealed, key.sealedSecret) === 0) return { key, secret: known.secret }
      const secret = Buffer.from(vault.open(key.sealedSecret)).toString()
      opened.set(id, { sealed: key.sealedSecret, secret })
      return { key, secret }
    },
    clock,
    requestId: randomUUID,
    bus,
    hub,
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
