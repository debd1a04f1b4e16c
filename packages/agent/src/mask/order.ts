import type { ProcessIdentity } from '../execute/processes.ts'

/** What the masking process is asked for, a line of JSON each: to stand between a script and the collectors of its output. */
export interface MaskOrder {
  /** The executor's, in the names of its pipes and in the answer: "ready TAG" or "failed TAG WHY". */
  readonly tag: string
  readonly folder: string
  readonly streams: readonly string[]
  /** A file in memory: a JSON array of the secrets in base64. */
  readonly secrets: string
  /** While it lives a script may come. */
  readonly keeper: ProcessIdentity
  /** Who may open the pipes of the script; null: the agent's own user. */
  readonly ids: { readonly uid: number; readonly gid: number } | null
}
