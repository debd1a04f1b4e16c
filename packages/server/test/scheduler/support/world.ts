import { randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import {
  type Audit,
  type Caller,
  createCommand,
  createNativeIds,
  createPublicIds,
  createRegisterCode,
  type Deps,
  type Store,
  type Target,
} from '@muster/core'
import { openInlineStore } from '@muster/store'

export const caller: Caller = {
  accountId: 1,
  userId: 1,
  userName: 'ann',
  role: 'operator',
  policy: undefined,
  accessKeyId: 'AKID',
}

export interface World {
  readonly deps: Deps
  readonly clock: { at: number }
  readonly commandId: number
  readonly instances: readonly Target[]
  /** Whom the gateways were told of. */
  readonly nudged: number[]
}

const facts = {
  hostName: 'web', platform: 'linux', architecture: 'x64', localIp: '10.0.0.1', machineId: 'm', agentVersion: '1',
  agentUser: 'root',
  timeZone: 'UTC',
} as const // biome-ignore format: one host

/** An account with a command and a host over the real store, with a clock that the test moves. */
export async function openWorld(t: TestContext, at: number, path = ':memory:'): Promise<World> {
  const store = openInlineStore({ path })
  t.after(() => store.close())
  const clock = { at }
  const nudged: number[] = []
  const ids = createPublicIds(Buffer.from('0123456789abcdef'))
  const deps: Deps = {
    store,
    ids,
    nativeIds: createNativeIds(ids),
    clock: { now: () => clock.at },
    chance: randomBytes,
    vault: { seal: (clear) => Buffer.from(clear), open: (sealed) => Buffer.from(sealed) },
    nudge: {
      deliver: (instanceIds) => nudged.push(...instanceIds),
      cancel: () => {},
      renew: () => {},
      cutOff: () => {},
    },
    gateway: { reserve: () => ({ has: () => false, send: () => {}, release: () => {} }) },
    announce: () => {},
    linkToOutput: String,
    digest: String,
    terminals: {
      keyTo: ({ id }) => ({ token: `token-${id}`, url: `ws://server/session?sessionId=${id}` }),
      end: () => {},
    },
  }
  const draft = { kind: 'cvm', description: '', namePrefix: '', limit: 10, hours: 4, ipRange: '' } as const
  const { id: codeId } = await createRegisterCode(deps, caller, draft)
  const { id } = await store.registerInstance({
    codeId,
    address: '10.0.0.1',
    name: 'web',
    tags: {},
    publicKey: 'k',
    facts,
    at,
  })
  await store.connectInstances({ connections: [{ id, epoch: 1, facts }], at })
  const { id: commandId } = await createCommand(deps, caller, {
    name: 'hello',
    description: '',
    type: 'shell',
    content: Buffer.from('echo hello'),
    timeoutSeconds: 60,
    workingDirectory: '',
    userName: '',
    parametersEnabled: false,
    parameterDefaults: [],
    delivery: { bucketUrl: '', keyPrefix: '' },
    tags: {},
  })
  return { deps, clock, commandId, instances: await store.listTargets(1, {}), nudged }
}

/** The same ports over a store of which one method is another. */
export const withStore = (deps: Deps, change: (store: Store) => Partial<Store>): Deps => {
  const wrap = (store: Store): Store =>
    Object.assign(Object.create(store), change(store), {
      audited: (line: Audit) => wrap(store.audited(line)),
    })
  return { ...deps, store: wrap(deps.store) }
}
