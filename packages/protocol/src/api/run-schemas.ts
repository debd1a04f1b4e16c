import * as z from 'zod'
import { time } from './schemas.ts'

export const taskStates = [
  'pending', 'delayed', 'delivering', 'running', 'cancelling', 'succeeded', 'failed', 'timedOut',
  'startFailed', 'undelivered', 'lost', 'cancelled', 'terminated', 'skipped', 'invalid',
] as const // biome-ignore format: a table of names
export const TaskStateName = z.enum(taskStates)
export type TaskStateName = z.infer<typeof TaskStateName>

export const InvocationStateName = z.enum([
  'pending', 'running', 'cancelling', 'succeeded', 'failed', 'timedOut', 'cancelled', 'partlyFailed', 'partlyCancelled',
]) // biome-ignore format: a table of names

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

/**
 * One server-sent event of an invocation: `started` first where the same call has started it, `progress` whenever counts
 * move, `task` for each task that ends while somebody listens, `end` last. The list of tasks has them all.
 */
export const InvocationEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('started'), invocation: Invocation }),
  z.object({ event: z.literal('progress'), state: InvocationStateName, total: z.number().int(), counts: Counts }),
  z.object({ event: z.literal('task'), task: Task }),
  z.object({ event: z.literal('output'), instance: z.string(), offset: z.number().int(), data: z.base64() }),
  z.object({ event: z.literal('end'), invocation: Invocation }),
])
export type InvocationEvent = z.infer<typeof InvocationEvent>
