import type {
  HostFacts,
  NewInvocation,
  NewRegisterCode,
  Registration,
  Report,
  SealedDraft,
  Store,
  TaskGroup,
} from '@muster/core'

export const all = { offset: 0, limit: 10_000 }

export const facts: HostFacts = {
  hostName: 'web',
  platform: 'linux',
  architecture: 'x64',
  localIp: '10.0.0.1',
  machineId: 'machine',
  agentVersion: '0.1.0',
  agentUser: 'root',
  timeZone: 'UTC',
}

export const draft = (over: Partial<SealedDraft> = {}): SealedDraft => ({
  sealedDefaults: undefined,
  name: 'greet',
  description: 'says hello',
  type: 'shell',
  content: new TextEncoder().encode('echo {{who}}'),
  timeoutSeconds: 60,
  workingDirectory: '/tmp',
  userName: 'root',
  parametersEnabled: true,
  parameterDefaults: [{ name: 'who', value: 'all', description: '' }],
  delivery: { bucketUrl: 'https://bucket', keyPrefix: 'logs/' },
  tags: {},
  ...over,
})

export const registerCode = (over: Partial<NewRegisterCode> = {}): NewRegisterCode => ({
  accountId: 1,
  kind: 'cvm',
  description: 'the web tier',
  namePrefix: 'web-',
  naming: 'host',
  tags: {},
  limit: 1000,
  expiresAt: undefined,
  ipRange: '',
  enabled: true,
  createdAt: 10,
  sealedProofKey: new Uint8Array([7, 8]),
  ...over,
})

export const registration = (codeId: number, over: Partial<Registration> = {}): Registration => ({
  codeId,
  address: '10.0.0.1',
  name: '',
  tags: {},
  publicKey: 'key',
  facts,
  at: 20,
  ...over,
})

/** So many registered instances of an account, and their ids. */
export async function enrol(store: Store, count: number, accountId = 1): Promise<readonly number[]> {
  const code = await store.createRegisterCode(registerCode({ accountId }))
  const made = Array.from({ length: count }, (_, n) =>
    store.registerInstance(registration(code.id, { publicKey: `key ${n}` })),
  )
  return (await Promise.all(made)).map(({ id }) => id)
}

export interface SampleTask extends Pick<TaskGroup, 'state' | 'cause'> {
  readonly instanceId: number
}

export const pending = (instanceId: number): SampleTask => ({ instanceId, state: 'pending', cause: '' })

export const invocation = (
  tasks: readonly SampleTask[],
  over: Partial<NewInvocation & { dueAt: number }> = {},
): NewInvocation => {
  const { dueAt = 100_000, ...rest } = over
  const { type, content, timeoutSeconds, workingDirectory, userName } = draft()
  return {
    accountId: 1,
    accessKeyId: undefined,
    userId: 1,
    command: 'script',
    commandName: 'greet',
    description: '',
    source: 'user',
    instanceKind: 'cvm',
    tags: {},
    execution: {
      type,
      content,
      timeoutSeconds,
      workingDirectory,
      userName,
      delivery: { bucketUrl: '', keyPrefix: '' },
      profile: 'login',
      termination: 'processTree',
      output: 'merged',
      repeat: undefined,
    },
    parameters: undefined,
    defaultParameters: undefined,
    sealedSecrets: undefined,
    tasks: tasks.map(({ instanceId, ...fate }) => ({ instanceIds: [instanceId], ...fate, dueAt })),
    createdAt: 1000,
    ...rest,
  }
}

export const claimAll = async (store: Store, instanceIds: readonly number[], at = 2000) =>
  (await store.claimTasks({ instances: instanceIds.map((id) => ({ id, limit: 100 })), at })).assignments

export const started = (taskId: number, at = 2500): Report => ({ kind: 'started', taskId, at })

export const output = (taskId: number, offset: number, text: string): Report => ({
  kind: 'output',
  taskId,
  offset,
  data: new TextEncoder().encode(text),
})

export const finished = (
  taskId: number,
  size: number,
  over: Partial<Extract<Report, { kind: 'finished' }>> = {},
): Report => ({
  kind: 'finished',
  taskId,
  at: 2600,
  startedAt: 2500,
  outcome: 'exited',
  exitCode: 0,
  size,
  dropped: 0,
  cause: '',
  ...over,
})

export const report = (store: Store, instanceId: number, reports: readonly Report[], at = 3000) =>
  store.recordReports({ reports: reports.map((one) => ({ instanceId, report: one })), at })

export const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString()
