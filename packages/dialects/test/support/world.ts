import { randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import {
  type AccessKey,
  type Caller,
  createNativeIds,
  createPublicIds,
  createRegisterCode,
  type Deps,
  type InstanceKind,
  type Platform,
  type Role,
  type SealedDraft,
  type Store,
  setParameter,
  type Tags,
} from '@muster/core'
import { openInlineStore } from '@muster/store'
import {
  createDialects,
  createSources,
  type DialectOptions,
  parseHead,
  type RawAnswer,
  type RawHead,
} from '../../src/index.ts'
import { type SignedCall, signTc3 } from './sign.ts'
import type { Names } from './substitute.ts'

interface Received extends RawHead {
  readonly body: Uint8Array | undefined
  readonly peer: string
}

export interface World {
  readonly deps: Deps
  readonly dialects: (request: Received) => Promise<RawAnswer>
  /** Ids of hosts and more, by the names that fixtures use. */
  readonly names: Names
  readonly clock: { now: () => number; set: (at: number) => void }
  readonly keys: Readonly<Record<Role, { readonly key: AccessKey; readonly secret: string }>>
  /** What was reported as unforeseen. */
  readonly reported: unknown[]
}

interface Host {
  readonly kind: InstanceKind
  readonly platform?: Platform
  readonly presence: 'online' | 'offline' | 'never'
  readonly tags?: Tags
}

const hosts: Readonly<Record<string, Host>> = {
  cvm: { kind: 'cvm', presence: 'online' },
  cvm2: { kind: 'cvm', presence: 'online', tags: { team: 'b', 'acs:rm:rgId': 'rg-1' } },
  offline: { kind: 'cvm', presence: 'offline' },
  fresh: { kind: 'cvm', presence: 'never' },
  windows: { kind: 'cvm', presence: 'online', platform: 'windows' },
  lighthouse: { kind: 'lighthouse', presence: 'online' },
  managed: { kind: 'managed', presence: 'online' },
}

const publicDraft: SealedDraft = {
  name: 'public',
  description: 'for all',
  type: 'shell',
  content: Buffer.from('df {{folder}}'),
  timeoutSeconds: 60,
  workingDirectory: '',
  userName: '',
  parametersEnabled: true,
  parameterDefaults: [{ name: 'folder', value: '/', description: 'where' }],
  sealedDefaults: undefined,
  delivery: { bucketUrl: '', keyPrefix: '' },
  tags: {},
}

export const startOfTime = Date.parse('2026-11-22T07:00:00Z')

/** An account with three keys and seven hosts over the real store. */
export async function openWorld(t: TestContext, options: Partial<DialectOptions> = {}): Promise<World> {
  let now = startOfTime
  const clock = {
    now: () => now,
    set: (at: number) => {
      now = at
    },
  }
  const store = openInlineStore({ path: ':memory:' })
  t.after(() => store.close())
  const ids = createPublicIds(Buffer.from('0123456789abcdef'))
  const deps: Deps = {
    store,
    ids,
    nativeIds: createNativeIds(ids),
    clock,
    chance: (bytes) => randomBytes(bytes),
    vault: { seal: (clear) => Buffer.from(clear), open: (sealed) => Buffer.from(sealed) },
    nudge: { deliver: () => {}, cancel: () => {}, renew: () => {}, cutOff: () => {} },
    gateway: { reserve: () => ({ has: () => false, send: () => {}, release: () => {} }) },
    announce: () => {},
    linkToOutput: String,
    digest: String,
    terminals: {
      keyTo: ({ id }) => ({ token: `token-${id}`, url: `ws://server/session?sessionId=${id}` }),
      end: () => {},
    },
  }
  const keyOf = async (role: Role) => {
    const secret = `secret-of-${role}`
    const draft = { id: `AKID${role}`, accountId: 1, userName: role, role, sealedSecret: Buffer.from(secret), at: now }
    return { key: await store.createAccessKey(draft), secret }
  }
  const keys = {
    administrator: await keyOf('administrator'),
    operator: await keyOf('operator'),
    reader: await keyOf('reader'),
  }
  const names = await populate(deps, keys.operator.key)
  const reported: unknown[] = []
  let requests = 0
  const answer = createDialects({
    deps: (audit) => (audit ? { ...deps, store: store.audited(audit) } : deps),
    keys: async (id) => {
      const key = await store.findAccessKey(id)
      if (!key) return undefined
      const { temporary } = key
      const token = temporary && Buffer.from(temporary.sealedToken).toString()
      return {
        key,
        enabled: key.enabled,
        secret: Buffer.from(key.sealedSecret).toString(),
        temporary: temporary && { token: token ?? '', expiresAt: temporary.expiresAt },
      }
    },
    clock,
    requestId: () => `00000000-0000-4000-8000-${String(++requests).padStart(12, '0')}`,
    region: 'local',
    rateLimit: 0,
    sources: createSources(clock, 0),
    report: (error) => reported.push(error),
    ...options,
  })
  const dialects = ({ body, peer, ...head }: Received) => answer({ head: parseHead(head), body, peer })
  return { deps, dialects, names, clock, keys, reported }
}

async function populate(deps: Deps, key: AccessKey): Promise<Names> {
  const { store, nativeIds } = deps
  await addBuckets(store)
  await addParameters(deps, { ...key, accessKeyId: key.id })
  const caller = { ...key, accessKeyId: key.id }
  const names: Names = new Map()
  for (const kind of ['cvm', 'lighthouse', 'managed'] as const) {
    const draft = { kind, description: '', namePrefix: '', limit: 100, hours: undefined, ipRange: '' }
    const { id: codeId } = await createRegisterCode(deps, caller, draft)
    names.set(`${kind}Code`, nativeIds.formatCode(codeId))
    for (const [name, host] of Object.entries(hosts)) {
      if (host.kind !== kind) continue
      names.set(name, nativeIds.formatInstance(kind, await enrol(deps, name, host, codeId)))
    }
  }
  await store.ensurePublicCommands({ commands: [{ draft: publicDraft, scenes: [1] }], at: deps.clock.now() })
  const { items } = await store.listCommands(caller.accountId, {}, { offset: 0, limit: 1 })
  names.set('public', nativeIds.format('command', items[0]?.id ?? 0))
  names.set('scene', nativeIds.format('scene', 1))
  names.set('otherScene', nativeIds.format('scene', 2))
  names.set('cvmAsLighthouse', `lh${names.get('cvm')}`)
  names.set('cvmAsManaged', `r${names.get('cvm')}`)
  names.set('unknownManaged', nativeIds.formatInstance('managed', 999))
  names.set('unknownCode', nativeIds.formatCode(999))
  names.set('unknownInstance', nativeIds.formatInstance('cvm', 999))
  names.set('unknownCommand', nativeIds.format('command', 999))
  names.set('unknownInvocation', nativeIds.format('invocation', 999))
  names.set('unknownInvoker', nativeIds.format('schedule', 999))
  names.set('unknownTask', nativeIds.format('task', 999))
  return names

  async function enrol(
    { clock }: Deps,
    name: string,
    { platform = 'linux', presence, tags = { team: 'a' } }: Host,
    codeId: number,
  ) {
    const at = clock.now()
    const facts = {
      hostName: `host-${name}`,
      platform,
      architecture: 'x64',
      localIp: '10.0.0.7',
      machineId: `machine-${name}`,
      agentVersion: '1.0.0',
      agentUser: 'root',
      timeZone: 'UTC',
    }
    const publicKey = `key-${name}`
    const { id } = await store.registerInstance({ codeId, address: '10.0.0.7', name, tags, publicKey, facts, at })
    if (presence !== 'never') await store.connectInstances({ connections: [{ id, epoch: 1, facts }], at })
    if (presence === 'offline') await store.disconnectInstances({ ids: [id] })
    return id
  }
}

/** A signed call of TAT, as an SDK would make it. */
export function call(world: World, role: Role, action: string, more: Partial<SignedCall> = {}) {
  const { key, secret } = world.keys[role]
  return world.dialects({
    ...signTc3({
      method: 'POST',
      target: '/',
      host: '127.0.0.1:8470',
      contentType: 'application/json',
      body: '{}',
      action,
      version: '2020-10-28',
      timestamp: Math.floor(world.clock.now() / 1000),
      secretId: key.id,
      secretKey: secret,
      ...more,
    }),
    peer: '127.0.0.1',
  })
}

/** The buckets that the fixtures name. */
async function addBuckets(store: Store): Promise<void> {
  const kept = { kind: 'kept', region: '', keyId: '', sealedSecret: new Uint8Array(), createdAt: startOfTime } as const
  for (const url of [
    'https://b-1.cos.ap-beijing.myqcloud.com',
    'https://b.cos.ap-beijing.myqcloud.com',
    'https://example-123456789.cos.ap-beijing.myqcloud.com',
    'oss://logs',
  ])
    await store.saveBucket({ ...kept, accountId: 1, url, endpoint: url })
}

/** What the fixtures take from the parameter store. */
async function addParameters(deps: Deps, caller: Caller): Promise<void> {
  await setParameter(deps, caller, { name: 'greeting', kind: 'plain', value: 'hello' })
  await setParameter(deps, caller, { name: 'db-password', kind: 'secret', value: 'pass-of-db' })
}
