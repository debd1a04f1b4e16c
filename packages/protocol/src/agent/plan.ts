import * as z from 'zod/mini'

/**
 * One task as the server tells it to an agent: the exact text of this JSON is what the server signs, so it travels as a
 * string and is parsed only after its proof has been checked.
 */
export const Plan = z.object({
  /** Grows for each agent: what is settled up to a sequence can be forgotten, and is refused when it comes again. */
  sequence: z.int(),
  attempt: z.int(),
  /** Public id of the instance: a plan for another host is refused. */
  instance: z.string(),
  /** Public id of the task, for names and logs. */
  task: z.string(),
  /** Milliseconds since the epoch by the server's clock. */
  deliverBy: z.int(),
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
})
export type Plan = z.infer<typeof Plan>

/** A plan with its place under the Merkle root that the server signed for a slice of up to 256 plans. */
export const SignedPlan = z.object({
  /** The JSON text of a Plan. */
  plan: z.string(),
  /** Base64 of the sibling hashes from the leaf to the root; `index` tells on which side each one lies. */
  path: z.array(z.string()),
  index: z.int(),
  /** Base64 of the server's Ed25519 signature over the root. */
  signature: z.string(),
})
export type SignedPlan = z.infer<typeof SignedPlan>
