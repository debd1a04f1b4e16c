import * as z from 'zod/mini'
import { SignedPlan } from './plan.ts'

/** Raised when a message changes so that an older peer would misread it. */
export const protocolVersion = 1

/** The server closes with one of these when the agent must not simply connect again. */
export const closeCodes = { replaced: 4001, refused: 4003, protocol: 4002 } as const

const Facts = z.object({
  hostName: z.string().check(z.maxLength(256)),
  platform: z.enum(['linux', 'windows']),
  architecture: z.string().check(z.maxLength(32)),
  localIp: z.string().check(z.maxLength(64)),
  machineId: z.string().check(z.maxLength(128)),
  agentVersion: z.string().check(z.maxLength(64)),
  agentUser: z.string().check(z.maxLength(256)),
})
export type Facts = z.infer<typeof Facts>

const base64 = z.string()
const nonce = z.string().check(z.minLength(32), z.maxLength(128))
// Up to the year 9999: what lies beyond has no form in an answer.
const time = z.int().check(z.minimum(0), z.maximum(253_402_300_799_999))
const key = { sequence: z.int(), attempt: z.int() }

/** One thing that happened to a task. `startedAt` and `at` are the host's clock, in milliseconds since the epoch. */
export const TaskEvent = z.discriminatedUnion('event', [
  /** Written and synced: from here on the task survives the agent. */
  z.object({ event: z.literal('accepted'), ...key }),
  /** Never started and never will be. `settled`: the agent has forgotten it as ended long ago. */
  z.object({
    event: z.literal('refused'),
    ...key,
    code: z.enum(['settled', 'busy', 'signature', 'expired', 'invalid']),
    reason: z.string().check(z.maxLength(1024)),
  }),
  z.object({ event: z.literal('started'), ...key, at: time }),
  /** Bytes of the kept output from `offset`; those the server holds already are passed over. */
  z.object({ event: z.literal('output'), ...key, offset: z.int(), data: base64 }),
  z.object({
    event: z.literal('finished'),
    ...key,
    at: time,
    startedAt: z.nullable(time),
    outcome: z.enum(['exited', 'timedOut', 'terminated', 'cancelled', 'startFailed', 'lost']),
    exitCode: z.nullable(z.int()),
    /** Bytes of output kept, all of which go before this event, and bytes dropped beyond the limit. */
    size: z.int(),
    dropped: z.int(),
    cause: z.string().check(z.maxLength(1024)),
  }),
])
export type TaskEvent = z.infer<typeof TaskEvent>

export const AgentMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), protocol: z.int(), nonce }),
  /** Enrols the host. `proof` is an HMAC-SHA256 keyed with SHA-256 of the code's secret, which never travels. */
  z.object({
    type: z.literal('register'),
    code: z.string().check(z.maxLength(64)),
    proof: base64,
    publicKey: base64.check(z.maxLength(256)),
    /** By the private key of `publicKey`. */
    signature: base64,
    name: z.string().check(z.maxLength(128)),
    tags: z
      .record(z.string().check(z.maxLength(127)), z.string().check(z.maxLength(255)))
      .check(z.refine((tags) => Object.keys(tags).length <= 50)),
    facts: Facts,
  }),
  z.object({
    type: z.literal('connect'),
    instance: z.string().check(z.maxLength(64)),
    epoch: z.int(),
    signature: base64,
    facts: Facts,
  }),
  /** The agent has the new epoch on disk; tasks may come. */
  z.object({ type: z.literal('ready'), epoch: z.int() }),
  z.object({ type: z.literal('report'), events: z.array(TaskEvent).check(z.maxLength(1024)) }),
])
export type AgentMessage = z.infer<typeof AgentMessage>

export const ServerMessage = z.discriminatedUnion('type', [
  /** `signature` is by the server's key over both nonces: the agent knows whom it talks to before it says who it is. */
  z.object({ type: z.literal('challenge'), protocol: z.int(), nonce, serverKey: base64, signature: base64 }),
  z.object({ type: z.literal('registered'), instance: z.string() }),
  /** The epoch to store before `ready`. An agent that comes with an older one has a copied or restored data folder. */
  z.object({ type: z.literal('welcome'), epoch: z.int() }),
  z.object({ type: z.literal('deliver'), tasks: z.array(SignedPlan) }),
  z.object({ type: z.literal('cancel'), tasks: z.array(z.object(key)) }),
  /**
   * What the server holds durably: bytes of output up to `offset`, and, when `done`, the end. Every task up to the
   * sequence `settled` has ended on the server: its folder can go, and it is refused from now on.
   */
  z.object({
    type: z.literal('acknowledge'),
    tasks: z.array(z.object({ ...key, offset: z.int(), done: z.boolean() })),
    settled: z.nullable(z.int()),
  }),
  /** Sent before the server closes; `final` means that coming again is no use. */
  z.object({ type: z.literal('refuse'), reason: z.string(), final: z.boolean() }),
])
export type ServerMessage = z.infer<typeof ServerMessage>
