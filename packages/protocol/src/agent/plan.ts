import * as z from 'zod/mini'

/** When a task that stays on its host runs there: at times, or each time the host starts. */
export const Repeat = z.object({
  rule: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('once'), at: z.int() }),
    z.object({ kind: z.literal('rate'), seconds: z.int().check(z.minimum(1)), from: z.int() }),
    /** An empty zone is the host's own. */
    z.object({ kind: z.literal('cron'), expression: z.string(), zone: z.string() }),
    z.object({ kind: z.literal('nextBoot') }),
    z.object({ kind: z.literal('everyBoot') }),
  ]),
  /** Grows with each change: a plan of a higher one takes the place of the one that the host holds. */
  revision: z.int(),
})
export type Repeat = z.infer<typeof Repeat>

/** The words of a command line that runs the script; a NUL in them stands for the path of its file. */
export const Launcher = z.object({
  words: z.array(z.string()).check(z.minLength(1)),
  /** Of the script's file, with its dot. */
  extension: z.string().check(z.regex(/^(\.[A-Za-z0-9_-]{1,16})?$/)),
})
export type Launcher = z.infer<typeof Launcher>

/** A container of the host, known by its id, its name or both. */
export const Container = z.object({
  engine: z.enum(['any', 'docker', 'containerd', 'cri-o']),
  id: z.string().check(z.regex(/^([0-9a-f]{64})?$/)),
  name: z.string().check(z.regex(/^([A-Za-z0-9][A-Za-z0-9_.-]*)?$/)),
})
export type Container = z.infer<typeof Container>

/** What all tasks of an invocation are told alike. Its JSON is written, hashed and read once for all of them. */
export const Work = z.object({
  /** Base64 of the script's bytes. */
  script: z.string(),
  timeoutSeconds: z.int(),
  killGraceMs: z.int(),
  /** Empty: the home of the user. */
  workingDirectory: z.string(),
  /** Empty: the agent's own user. */
  userName: z.string(),
  profile: z.enum(['login', 'plain']),
  termination: z.enum(['processTree', 'process']),
  output: z.enum(['merged', 'split']),
  /** Bytes of output kept in the record. */
  outputLimit: z.int(),
  /** Base64 of the secrets to be masked in the output, when there are any. */
  masks: z.optional(z.array(z.string())),
  /** The task stays: each of its firings is an attempt of its own, from the second on. */
  repeat: z.optional(Repeat),
  /** In place of the shell, or of what the script's first line names. */
  launcher: z.optional(Launcher),
  /** Where the script runs, by the shell that is there. */
  container: z.optional(Container),
  /** Folder in which the script drafts a file, as `.muster-` and its MUSTER_TASK: one that is left there is removed. */
  draftsIn: z.optional(z.string()),
  /** Path and query, below the server, of the file that the word `muster_fetch` of the script writes. */
  fetches: z.optional(z.string()),
})
export type Work = z.infer<typeof Work>

/**
 * In place of a time: the task may start no more, and the server asks what became of it. An agent that does not know it
 * refuses it as expired, for good.
 */
export const askedFor = 0

/** What sets a task apart from the others of its invocation. */
export interface PlanHead {
  /** Grows for each agent: what is settled up to a sequence can be forgotten, and is refused when it comes again. */
  readonly sequence: number
  readonly attempt: number
  /** Milliseconds since the epoch by the server's clock; or `askedFor`. */
  readonly deliverBy: number
  /** Public id of the instance: a plan for another host is refused. */
  readonly instance: string
  /** Public id of the task, for names and logs. */
  readonly task: string
}

/** One task as the server tells it to an agent. */
export type Plan = PlanHead & Work

/** A plan with its place under the Merkle root that the server signed for a slice of up to 256 plans. */
export interface SignedPlan {
  readonly head: PlanHead
  /** The JSON text of a Work: parsed only after the proof has been checked. */
  readonly work: Uint8Array
  readonly proof: Proof
}

export interface Proof {
  readonly index: number
  /** Plans in the slice: with the index it tells at which levels there is a sibling, and on which side. */
  readonly count: number
  /** The siblings' hashes from the leaf to the root, one after the other: a character for each byte. */
  readonly path: string
  /** Ed25519, of the server, over the root: a character for each byte. */
  readonly signature: string
}
