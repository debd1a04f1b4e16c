import * as z from 'zod'

export const time = z.iso.datetime().describe('UTC, RFC 3339')
const page = {
  limit: z.coerce.number().int().min(1).max(1000).default(50),
  offset: z.coerce.number().int().min(0).default(0),
}
export const Page = z.object(page)

export const taskStates = [
  'pending', 'delayed', 'delivering', 'running', 'cancelling', 'succeeded', 'failed', 'timedOut',
  'startFailed', 'undelivered', 'lost', 'cancelled', 'terminated', 'skipped', 'invalid',
] as const // biome-ignore format: a table of names
export const TaskStateName = z.enum(taskStates)
export type TaskStateName = z.infer<typeof TaskStateName>

export const InvocationStateName = z.enum([
  'pending', 'running', 'cancelling', 'succeeded', 'failed', 'timedOut', 'cancelled', 'partlyFailed', 'partlyCancelled',
]) // biome-ignore format: a table of names

export const ServerInfo = z.object({
  version: z.string(),
  data: z.string(),
  database: z.string().describe('Kind of database: sqlite'),
  region: z.string(),
  serverKey: z.string().describe('Fingerprint of the key that agents check'),
  caller: z.object({ user: z.string(), role: z.string(), accessKey: z.string() }),
})
export type ServerInfo = z.infer<typeof ServerInfo>

export const Instance = z.object({
  id: z.string(),
  name: z.string(),
  hostName: z.string(),
  kind: z.enum(['cvm', 'lighthouse', 'managed']),
  platform: z.enum(['linux', 'windows']),
  architecture: z.string(),
  localIp: z.string(),
  agentVersion: z.string(),
  agentUser: z.string(),
  tags: z.record(z.string(), z.string()),
  online: z.boolean(),
  lastHeartbeat: time.nullable(),
  createdAt: time,
})
export type Instance = z.infer<typeof Instance>

export const InstanceName = z.object({ name: z.string().min(1).max(60) })

/** Which instances a run is for. Ids, names and tags add up; `all` means every instance of the account. */
export const Targets = z.object({
  instances: z.array(z.string().max(64)).max(10_000).default([]).describe('Instance ids'),
  names: z.array(z.string().max(128)).max(10_000).default([]).describe('Instance names'),
  tags: z
    .array(z.object({ key: z.string().max(127), value: z.string().max(255) }))
    .max(10)
    .default([])
    .describe('Instances that have every one of these tags'),
  all: z.boolean().default(false),
  failedOf: z.string().max(64).optional().describe('Those on which this invocation did not succeed'),
})
export type Targets = z.input<typeof Targets>

export const TargetPreview = z.object({
  total: z.number().int(),
  offline: z.number().int(),
  accountTotal: z.number().int(),
  instances: z.array(z.object({ id: z.string(), name: z.string(), online: z.boolean() })),
})
export type TargetPreview = z.infer<typeof TargetPreview>

export const RunRequest = z.object({
  script: z.base64().max(65_536).optional().describe('Base64 of the script, at most 64 KiB encoded; or name a command'),
  command: z.string().max(64).optional().describe('Id of a stored command'),
  name: z.string().max(60).default(''),
  targets: Targets,
  parameters: z.record(z.string(), z.string()).optional(),
  timeout: z.number().int().min(1).max(86_400).optional().describe('Seconds; default 60 or the value of the command'),
  user: z.string().max(256).optional(),
  workingDirectory: z.string().max(4096).optional(),
  profile: z.enum(['login', 'plain']).default('plain'),
  termination: z.enum(['processTree', 'process']).default('processTree'),
  output: z.enum(['merged', 'split']).default('merged'),
  away: z.enum(['fail', 'skip', 'wait']).default('fail').describe('What becomes of hosts that are offline'),
  waitSeconds: z.number().int().min(1).max(604_800).default(3600),
  outputTo: z
    .string()
    .max(2048)
    .optional()
    .describe('Address of a bucket for whole outputs, or "kept": the server keeps them'),
  outputPrefix: z.string().max(60).optional().describe('Of the objects in the bucket'),
})
export type RunRequest = z.input<typeof RunRequest>

export const Counts = z.record(TaskStateName, z.number().int())

export const Invocation = z.object({
  id: z.string(),
  command: z.string(),
  name: z.string(),
  script: z.base64(),
  state: InvocationStateName,
  total: z.number().int(),
  counts: Counts,
  user: z.string(),
  timeout: z.number().int(),
  createdAt: time,
  startedAt: time.nullable(),
  endedAt: time.nullable(),
})
export type Invocation = z.infer<typeof Invocation>

export const WholeOutput = z.object({
  state: z.enum(['waiting', 'delivered', 'kept', 'failed', 'expired']),
  size: z.number().int(),
  url: z.string().describe('Where it is; of one that the server keeps, good for an hour'),
  error: z.string().describe('Why the last attempt to deliver it failed'),
})
export type WholeOutput = z.infer<typeof WholeOutput>

export const Task = z.object({
  id: z.string(),
  invocation: z.string(),
  instance: z.string(),
  instanceName: z.string(),
  state: TaskStateName,
  cause: z.string(),
  exitCode: z.number().int().nullable(),
  output: z.base64().optional().describe('Only when asked for'),
  outputSize: z.number().int(),
  dropped: z.number().int(),
  whole: WholeOutput.optional().describe('Of a task that has ended and delivers its whole output'),
  startedAt: time.nullable(),
  endedAt: time.nullable(),
})
export type Task = z.infer<typeof Task>

const commandText = {
  description: z.string().max(120),
  timeout: z.number().int().min(1).max(86_400),
  user: z.string().max(256),
  workingDirectory: z.string().max(4096),
}
const commandName = z
  .string()
  .regex(/^[\p{Script=Han}A-Za-z0-9_.-]+$/u)
  .max(60)
const script = z.base64().min(1).max(65_536)

export const CommandDraft = z.object({
  name: commandName,
  script,
  description: commandText.description.default(''),
  timeout: commandText.timeout.default(60),
  user: commandText.user.default(''),
  workingDirectory: commandText.workingDirectory.default(''),
  parameters: z.record(z.string(), z.string()).optional().describe('Names and default values; leave out for none'),
})
export type CommandDraft = z.input<typeof CommandDraft>

export const CommandChange = z
  .object({ name: commandName, script, ...commandText, parameters: z.record(z.string(), z.string()) })
  .partial()
export type CommandChange = z.input<typeof CommandChange>

export const PreviewRequest = z.object({ parameters: z.record(z.string(), z.string()).optional() })
export const Preview = z.object({ script: z.base64() })

export const Command = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  script: z.base64(),
  type: z.enum(['shell', 'powershell', 'bat']),
  timeout: z.number().int(),
  user: z.string(),
  workingDirectory: z.string(),
  parameters: z.record(z.string(), z.string()).nullable(),
  public: z.boolean().describe('Comes with the server: every account may run it, none may change it'),
  createdAt: time,
})
export type Command = z.infer<typeof Command>

export const RegisterCodeDraft = z.object({
  description: z.string().max(128).default(''),
  kind: z.enum(['cvm', 'lighthouse', 'managed']).default('managed'),
  namePrefix: z.string().max(32).default(''),
  limit: z.number().int().min(1).max(10_000).default(10),
  hours: z.number().int().min(1).max(99_999).nullable().default(4).describe('null: for ever'),
  ipRange: z.string().max(18).default(''),
})
export type RegisterCodeDraft = z.input<typeof RegisterCodeDraft>

export const RegisterCode = z.object({
  id: z.string(),
  description: z.string(),
  limit: z.number().int(),
  used: z.number().int(),
  expiresAt: time.nullable(),
  ipRange: z.string(),
  enabled: z.boolean(),
})
export type RegisterCode = z.infer<typeof RegisterCode>

export const NewRegisterCode = z.object({
  id: z.string(),
  secret: z.string(),
  serverKey: z.string(),
  serverCert: z
    .string()
    .nullable()
    .describe('Fingerprint of the authority of its certificate, where it is one of its own'),
  agentHash: z.string().nullable().describe('SHA-256 of /agent/v1/muster-agent.mjs, where the server has it'),
})
export type NewRegisterCode = z.infer<typeof NewRegisterCode>

const role = z.enum(['administrator', 'operator', 'reader'])

export const KeyRotation = z.object({
  key: z.int().describe('Number of the key that seals'),
  since: time,
  state: z.enum(['idle', 'rotating']).describe('rotating: values of an older key are still being sealed anew'),
})
export type KeyRotation = z.infer<typeof KeyRotation>

export const KeyDraft = z.object({
  user: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[A-Za-z0-9_.@-]+$/),
  role: role.default('operator'),
})
export type KeyDraft = z.input<typeof KeyDraft>

export const Key = z.object({
  id: z.string(),
  user: z.string(),
  role: z.string(),
  enabled: z.boolean(),
  expiresAt: time.nullable().describe('null: it does not end by itself'),
  createdAt: time,
})
export type Key = z.infer<typeof Key>
export const NewKey = Key.extend({ secret: z.string() })
export type NewKey = z.infer<typeof NewKey>

export const TemporaryKeyDraft = z.object({
  role: role.optional().describe('At most that of the caller, which is the default'),
  seconds: z.number().int().min(60).max(43_200).default(3_600),
})
export const NewTemporaryKey = NewKey.extend({
  token: z.string().describe('Sent beside each signature, as X-TC-Token'),
})

const address = z.string().min(1).max(2048)
const bucketKind = z.enum(['s3', 'cos', 'kept'])

export const BucketDraft = z.object({
  url: address.describe('As callers name the bucket: its address, or oss://bucket'),
  kind: bucketKind
    .optional()
    .describe('Whose signature it takes; kept: this server keeps the outputs. Default: by address'),
  endpoint: address.optional().describe('Where it is reached, if elsewhere: an object is this, a slash and its key'),
  region: z.string().min(1).max(64).optional().describe('Of AWS; default by address, else us-east-1'),
  secretId: z.string().min(1).max(256).optional(),
  secretKey: z.string().min(1).max(256).optional(),
})
export type BucketDraft = z.input<typeof BucketDraft>

export const Bucket = z.object({
  url: z.string(),
  kind: bucketKind,
  endpoint: z.string(),
  region: z.string(),
  keyId: z.string(),
  createdAt: time,
})
export type Bucket = z.infer<typeof Bucket>
export const BucketName = z.object({ url: address })

export const ApiError = z.object({ error: z.object({ name: z.string(), message: z.string() }), requestId: z.string() })
export type ApiError = z.infer<typeof ApiError>

/** One server-sent event of an invocation: `progress` whenever counts move, `task` for each task that ends, `end` last. */
export const InvocationEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('progress'), state: InvocationStateName, total: z.number().int(), counts: Counts }),
  z.object({ event: z.literal('task'), task: Task }),
  z.object({ event: z.literal('output'), instance: z.string(), offset: z.number().int(), data: z.base64() }),
  z.object({ event: z.literal('end'), invocation: Invocation }),
])
export type InvocationEvent = z.infer<typeof InvocationEvent>

export const list = <Item extends z.ZodType>(item: Item) => z.object({ total: z.number().int(), items: z.array(item) })
export const Empty = z.object({})
