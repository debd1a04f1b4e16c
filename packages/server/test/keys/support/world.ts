import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import {
  type Caller,
  createAccessKey,
  createBucket,
  createCommand,
  createNativeIds,
  createPublicIds,
  createRegisterCode,
  createSchedule,
  createTemporaryKey,
  type Deps,
  giveOnce,
  openCommand,
  openSecrets,
  openStored,
  type Store,
  sealedPlaces,
  setParameter,
  startInvocation,
  type Vault,
} from '@muster/core'
import { openInlineStore } from '@muster/store'
import pino from 'pino'
import type { MasterSource } from '../../../src/keys/master-key.ts'
import { openKeys } from '../../../src/keys/open-keyring.ts'
import { createRotation } from '../../../src/keys/rotation.ts'
import { createVault } from '../../../src/keys/vault.ts'

export function temporaryFolder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'muster-keys-'))
  t.after(() => rmSync(path, { recursive: true }))
  return path
}

/** A time at which a rotation has nothing left in flight. */
export const later = 3_600_000
export const all = { offset: 0, limit: 100 } as const
export const fileIn = (data: string): MasterSource => ({ file: join(data, 'master.key') })

/** The keys of a data folder as a server opens them, over a store that a test may let fail. */
export async function openWorld(data: string, source = fileIn(data), change = (store: Store): Store => store) {
  const bare = openInlineStore({ path: join(data, 'muster.db') })
  const store = change(bare)
  const clock = { at: 0, now: () => clock.at }
  const opened = await openKeys({ store, source, data, chance: randomBytes, clock })
  const vault = createVault(opened.keyring.vault)
  const parts = { opened, source, vault, store, chance: randomBytes, clock, log: pino({ level: 'silent' }) }
  const rotation = createRotation({ ...parts, signal: new AbortController().signal })
  return { ...opened, store, clock, vault, rotation, close: () => bare.close() }
}

const secret = 'the hidden value'
const content = Buffer.from('echo {{tat-hidden:pw}}')

/** One of each thing that is sealed; what it gives says whether all of them open. */
export async function plant(store: Store, vault: Vault): Promise<void> {
  const ids = createPublicIds(Buffer.from('0123456789abcdef'))
  const deps: Deps = {
    store,
    ids,
    nativeIds: createNativeIds(ids),
    clock: { now: () => 0 },
    chance: randomBytes,
    vault,
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
  const base: Caller = {
    accountId: 1,
    userId: 1,
    userName: 'ann',
    role: 'administrator',
    policy: undefined,
    accessKeyId: '',
  }
  const { key } = await createAccessKey(deps, base, { userName: 'ann', role: 'administrator' })
  const caller = { ...base, accessKeyId: key.id }
  await createTemporaryKey(deps, caller, { role: 'operator', seconds: 60 })
  const draft = { kind: 'cvm', description: '', namePrefix: '', limit: 1, hours: undefined, ipRange: '' } as const
  await giveOnce(deps, { ...act, hash: '' }, secret, (own, given) => createRegisterCode(own, caller, draft, given))
  await createBucket(deps, caller, {
    url: 'https://b.example', kind: 's3', endpoint: undefined, region: undefined, keyId: 'id', secret,
  }) // biome-ignore format: one bucket
  await setParameter(deps, caller, { name: 'pw', kind: 'secret', value: secret })
  const { id: commandId } = await createCommand(deps, caller, {
    name: 'greet', description: '', type: 'shell', content, timeoutSeconds: 60, workingDirectory: '', userName: '',
    parametersEnabled: true, parameterDefaults: [{ name: 'pw', value: secret, description: '' }],
    delivery: { bucketUrl: '', keyPrefix: '' }, tags: {},
  }) // biome-ignore format: one command
  const instances = [{ id: 1, kind: 'cvm', platform: 'linux', online: true, name: 'a' }] as never
  await createSchedule(deps, caller, {
    name: '', rule: { kind: 'rate', seconds: 3600, from: 0 }, overlap: 'skip', commandId, instances, userName: '',
    parameters: { pw: secret }, profile: 'plain', tags: {}, away: 'skip',
  } as never) // biome-ignore format: one schedule
  const [command] = (await store.listCommands(1, {}, all)).items
  if (!command) throw new Error('no command')
  await startInvocation(deps, caller, {
    command, instances, parameters: undefined, away: 'skip', source: 'user', profile: 'plain',
    termination: 'processTree', output: 'merged', overrides: {},
  } as never) // biome-ignore format: one invocation
}

const act = { accountId: 1, action: 'make', token: 'once', at: 0 }

/** Opens everything that `plant` has sealed; throws where something does not open. */
export async function openAll(store: Store, vault: Vault): Promise<readonly string[]> {
  const open = (sealed: Uint8Array, place: string) => Buffer.from(vault.open(sealed, place)).toString('base64')
  const keys = await store.listAccessKeys(1)
  const [command] = (await store.listCommands(1, {}, all)).items
  const [bucket] = await store.listBuckets(1)
  const code = await store.findRegisterCode(1)
  const past = await store.findAct(act)
  const [schedule] = (await store.listSchedules(1, {}, all)).items
  const [invocation] = (await store.listInvocations(1, {}, all)).items
  const stored = await store.listParameters(1, undefined)
  if (!command || !bucket || !code || !past?.sealedSecret || !schedule || !invocation)
    throw new Error('something is missing')
  return [
    ...keys.map(({ id, sealedSecret }) => open(sealedSecret, sealedPlaces.accessKey(id))),
    ...keys.flatMap(({ id, temporary }) => (temporary ? [open(temporary.sealedToken, sealedPlaces.token(id))] : [])),
    open(bucket.sealedSecret, sealedPlaces.bucket(1, bucket.url)),
    open(code.sealedProofKey, sealedPlaces.registerCode(1)),
    open(past.sealedSecret, sealedPlaces.act(1)),
    openCommand(vault, command).parameterDefaults[0]?.value ?? '',
    openSecrets(vault, 1, schedule.sealedSecrets).pw ?? '',
    openSecrets(vault, 1, invocation.sealedSecrets).pw ?? '',
    ...stored.map((parameter) => openStored(vault, parameter)),
  ]
}
