import * as z from 'zod/mini'
import type { SignedPlan } from './plan.ts'
import type { TaskEvent } from './task-event.ts'
import type { TerminalOrder, TerminalReport } from './terminal.ts'

/** Raised when a message changes so that an older peer would misread it. */
export const protocolVersion = 2

/** With the first two the agent must not simply connect again; the third is RFC 6455's. */
export const closeCodes = { replaced: 4001, refused: 4003, tryAgainLater: 1013 } as const

/** Of a task; those that follow are the firings of one that stays on its host. */
export const firstAttempt = 1

const Facts = z.object({
  hostName: z.string().check(z.maxLength(256)),
  platform: z.enum(['linux', 'windows']),
  architecture: z.string().check(z.maxLength(32)),
  localIp: z.string().check(z.maxLength(64)),
  machineId: z.string().check(z.maxLength(128)),
  agentVersion: z.string().check(z.maxLength(64)),
  agentUser: z.string().check(z.maxLength(256)),
  /** IANA name of the clocks' zone. */
  timeZone: z.string().check(z.maxLength(64)),
})
export type Facts = z.infer<typeof Facts>

const base64 = z.string()
const nonce = z.string().check(z.minLength(32), z.maxLength(128))
/** What an agent says until it is ready: JSON in text frames. */
export const AgentGreeting = z.discriminatedUnion('type', [
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
    /** `wanted`: nobody reads this line, so that the secret of a ticket may come over it. */
    ticket: z.optional(z.literal('wanted')),
  }),
  /** The agent has the new epoch on disk; tasks may come. */
  z.object({ type: z.literal('ready'), epoch: z.int() }),
])

/** The most events of one report. */
export const eventLimit = 1024

/** What comes once an agent is ready travels in binary frames (`work-frames.ts`): there are ten thousand of each. */
export type AgentMessage =
  | z.infer<typeof AgentGreeting>
  | { readonly type: 'report'; readonly events: readonly TaskEvent[] }
  | TerminalReport

/** What a server says until an agent is ready, and when it refuses one: JSON in text frames. */
export const ServerGreeting = z.discriminatedUnion('type', [
  /** `signature` is by the server's key over both nonces: the agent knows whom it talks to before it says who it is. */
  z.object({ type: z.literal('challenge'), protocol: z.int(), nonce, serverKey: base64, signature: base64 }),
  z.object({ type: z.literal('registered'), instance: z.string() }),
  /**
   * The epoch to store before `ready`. An agent that comes with an older one has a copied or restored data folder.
   * `ticket` is the secret of the ticket issued at this epoch.
   */
  z.object({ type: z.literal('welcome'), epoch: z.int(), ticket: z.optional(base64) }),
  /** Sent before the server closes; `final` means that coming again is no use. */
  z.object({ type: z.literal('refuse'), reason: z.string(), final: z.boolean() }),
])

/** One attempt of one task; of a task that stays on its host, the attempts from 2 are its firings. */
export interface TaskKey {
  readonly sequence: number
  readonly attempt: number
}

/** What the server holds durably of a task: bytes of output up to `offset`, and, when `done`, the end. */
export interface Held extends TaskKey {
  readonly offset: number
  readonly done: boolean
}

export type ServerMessage =
  | z.infer<typeof ServerGreeting>
  | TerminalOrder
  | { readonly type: 'deliver'; readonly tasks: readonly SignedPlan[] }
  | { readonly type: 'cancel'; readonly tasks: readonly TaskKey[] }
  /**
   * Every task up to the sequence `settled` has ended on the server: its folder can go, and it is refused from now on.
   * Null when nothing new has settled.
   */
  | { readonly type: 'acknowledge'; readonly tasks: readonly Held[]; readonly settled: number | null }
