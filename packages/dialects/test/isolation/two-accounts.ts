import type { TestContext } from 'node:test'
import {
  type AccessKey,
  type Caller,
  callerOf,
  createCommand,
  createRegisterCode,
  createSchedule,
  type Deps,
  findCommand,
  fireDue,
  type HostFacts,
  type InstanceKind,
  sendFile,
  setParameter,
  startInvocation,
  startTerminal,
} from '@muster/core'
import { openWorld, type World } from '../support/world.ts'

/** What an account has, by the ids and names that its callers use for it. */
export interface Things {
  readonly command: string
  readonly commandName: string
  readonly invocation: string
  readonly task: string
  /** By the id that ECS gives it. */
  readonly file: string
  readonly fileName: string
  readonly schedule: string
  readonly cvm: string
  readonly cvmName: string
  readonly managed: string
  readonly managedName: string
  readonly code: string
  readonly bucket: string
  readonly terminal: string
  readonly oss: string
  readonly parameter: string
}

export interface TwoAccounts {
  readonly owner: World
  readonly stranger: World
  /** Of the owner. */
  readonly theirs: Things
  /** Of the stranger. */
  readonly mine: Things
  /** Of nobody. */
  readonly missing: Things
  /** All that the record holds for the owner. */
  readonly record: () => Promise<string>
}

const ownerAccount = 11
const strangerAccount = 12

/** Two accounts that each have one of everything. */
export async function openTwoAccounts(t: TestContext): Promise<TwoAccounts> {
  const world = await openWorld(t)
  const { deps } = world
  const enter = async (accountId: number, who: string) => {
    const secret = `secret-of-${who}`
    const draft = { id: `AKID${who}`, accountId, userName: `user-of-${who}`, role: 'administrator' as const, at: 0 }
    const key = await deps.store.createAccessKey({ ...draft, sealedSecret: Buffer.from(secret) })
    const things = await makeThings(deps, callerOf(key), who)
    return { world: withKey(world, { key, secret }), things }
  }
  const owner = await enter(ownerAccount, 'owner')
  const stranger = await enter(strangerAccount, 'stranger')
  world.clock.set(world.clock.now() + 60_000)
  await fireDue(deps, 60_000, 10)
  return {
    owner: owner.world,
    stranger: stranger.world,
    theirs: owner.things,
    mine: stranger.things,
    missing: nobodys(deps),
    record: () => recordOf(deps, ownerAccount),
  }
}

const withKey = (world: World, held: { readonly key: AccessKey; readonly secret: string }): World => ({
  ...world,
  keys: { administrator: held, operator: held, reader: held },
})

const facts: HostFacts = {
  hostName: 'host',
  platform: 'linux',
  architecture: 'x64',
  localIp: '10.0.0.9',
  machineId: 'm',
  agentVersion: '1.0.0',
  agentUser: 'root',
  timeZone: 'UTC',
}

async function makeThings(deps: Deps, caller: Caller, who: string): Promise<Things> {
  const { store, nativeIds, clock } = deps
  const at = clock.now()
  const enrol = async (kind: InstanceKind) => {
    const draft = { kind, description: '', namePrefix: '', limit: 100, hours: undefined, ipRange: '' }
    const { id: codeId } = await createRegisterCode(deps, caller, draft)
    const name = `${kind}-of-${who}`
    const host = { codeId, address: '10.0.0.9', name, tags: { of: who }, publicKey: `key-of-${name}`, facts, at }
    const { id } = await store.registerInstance(host)
    await store.connectInstances({ connections: [{ id, epoch: 1, facts }], at })
    return { id, name, text: nativeIds.formatInstance(kind, id), code: nativeIds.formatCode(codeId) }
  }
  const [cvm, managed] = [await enrol('cvm'), await enrol('managed')]
  const bucket = `https://${who}.cos.ap-beijing.myqcloud.com`
  const kept = { kind: 'kept', region: '', keyId: '', sealedSecret: new Uint8Array(), createdAt: at } as const
  const oss = `oss://logs-of-${who}`
  for (const url of [bucket, oss]) await store.saveBucket({ ...kept, accountId: caller.accountId, url, endpoint: url })
  const parameter = `parameter-of-${who}`
  await setParameter(deps, caller, { name: parameter, kind: 'secret', value: `value-of-${who}` })
  const commandName = `command-of-${who}`
  const { id: commandId } = await createCommand(deps, caller, {
    ...{ name: commandName, description: `text-of-${who}`, type: 'shell', content: Buffer.from(`echo ${who}`) },
    ...{ timeoutSeconds: 60, workingDirectory: '', userName: '', parametersEnabled: false, parameterDefaults: [] },
    ...{ delivery: { bucketUrl: '', keyPrefix: '' }, tags: { of: who } },
  })
  const command = await findCommand(deps, caller, commandId)
  const run = { parameters: undefined, away: 'fail', source: 'user', profile: 'plain' } as const
  const instances = await store.listTargets(caller.accountId, { ids: [cvm.id] })
  const { id } = await startInvocation(deps, caller, {
    ...{ ...run, command, instances, termination: 'processTree', output: 'merged', overrides: {} },
  })
  const { items } = await store.listTasks(caller.accountId, { invocationIds: [id] }, { offset: 0, limit: 1 })
  const fileName = `file-of-${who}`
  const { id: fileId } = await sendFile(deps, caller, {
    file: { name: fileName, folder: '/opt', mode: '0644', owner: '', group: '', existing: 'keep', encoding: 'plain' },
    ...{ content: Buffer.from(who), description: '', timeoutSeconds: 60, instances, away: 'fail', tags: {} },
  })
  const terminal = await startTerminal(deps, caller, { instanceId: cvm.id, userName: who, commandLine: '' })
  const schedule = await createSchedule(deps, caller, {
    ...{
      name: `schedule-of-${who}`,
      rule: { kind: 'rate', seconds: 60, from: at },
      overlap: 'start',
      commandId,
      instances,
    },
    ...{ userName: '', profile: 'plain', parameters: undefined, tags: {}, away: 'fail' },
  })
  return {
    command: nativeIds.format('command', commandId),
    commandName,
    invocation: nativeIds.format('invocation', id),
    task: nativeIds.format('task', items[0]?.id ?? 0),
    file: `f-${deps.ids.body('invocation', fileId)}`,
    fileName,
    schedule: nativeIds.format('schedule', schedule.id),
    ...{ cvm: cvm.text, cvmName: cvm.name, managed: managed.text, managedName: managed.name },
    ...{ code: managed.code, bucket, oss, parameter, terminal: nativeIds.format('terminal', terminal.id) },
  }
}

function nobodys({ nativeIds, ids }: Deps): Things {
  const none = 99_999
  return {
    command: nativeIds.format('command', none),
    commandName: 'command-of-nobody',
    invocation: nativeIds.format('invocation', none),
    task: nativeIds.format('task', none),
    file: `f-${ids.body('invocation', none + 1)}`,
    fileName: 'file-of-nobody',
    schedule: nativeIds.format('schedule', none),
    cvm: nativeIds.formatInstance('cvm', none),
    cvmName: 'cvm-of-nobody',
    managed: nativeIds.formatInstance('managed', none + 1),
    managedName: 'managed-of-nobody',
    code: nativeIds.formatCode(none),
    bucket: 'https://nobody.cos.ap-beijing.myqcloud.com',
    oss: 'oss://logs-of-nobody',
    parameter: 'parameter-of-nobody',
    terminal: nativeIds.format('terminal', none),
  }
}

async function recordOf({ store }: Deps, accountId: number): Promise<string> {
  const all = { offset: 0, limit: 1000 }
  const ownCommands = (await store.listCommands(accountId, {}, all)).items.filter(
    (each) => each.accountId === accountId,
  )
  return JSON.stringify(
    await Promise.all([
      ownCommands,
      store.listInstances(accountId, {}, all),
      store.listInvocations(accountId, {}, all),
      store.listTasks(accountId, {}, all),
      store.listSchedules(accountId, {}, all),
      store.listFires(accountId, {}, all),
      store.listRegisterCodes(accountId, {}, all),
      store.listAccessKeys(accountId),
      store.listUsers(accountId),
      store.listBuckets(accountId),
      store.findSettings(accountId),
      store.listParameters(accountId, undefined),
      store.listTerminals(accountId, {}, all),
      store.listAudit(accountId, all),
    ]),
  )
}
