import type { Ending, Plan, Repeat, ServerMessage, SignedPlan } from '@muster/protocol/agent'
import type { Line } from '../report/reporter.ts'
import type { Checked } from './proof.ts'
import type { Key, Spec } from './spec.ts'

/** Whoever takes what the server sends once an agent is ready, and tells what becomes of it. */
export interface TaskDesk {
  readonly handle: (message: ServerMessage, check: (signed: SignedPlan) => Checked) => Promise<void> | undefined
  /** A new line to the server, or none: all that the server does not hold is told on the new one. */
  readonly connect: (line: Line | undefined) => void
}

/** What can be seen of a task now. `available` are the bytes of its record that can be read and will not change. */
export interface Look {
  readonly startedAt: number | null
  readonly available: number
  readonly end: Ending | null
}

export type StandingPlan = Plan & { readonly repeat: Repeat }

export const stays = (plan: Plan): plan is StandingPlan => plan.repeat !== undefined

/** What the journal holds of a task that stays: what it runs, and what it has done. */
export interface Standing {
  /** Without the script where that holds secrets: it lies in memory alone, and after a restart the server is asked. */
  readonly plan: StandingPlan
  /** When the plan was taken. */
  readonly heldAt: number
  readonly fired: number
  /** The time of the last firing, and the boot of the host in which it was. */
  readonly lastDue: number
  readonly boot: string
  readonly end: Ending | null
}

/** Where accepted tasks survive the agent. */
export interface Journal {
  /** `standing` by the names of their tasks. */
  readonly load: () => Promise<{
    readonly settled: number
    readonly specs: readonly Spec[]
    readonly standing: ReadonlyMap<string, Standing>
  }>
  /** Durable when it resolves; several at once cost little more than one. */
  readonly create: (specs: readonly Spec[]) => Promise<void>
  /** Durable when it resolves: what a standing task is about to do is written before it does it. */
  readonly keep: (standing: Standing) => Promise<void>
  /** Durable when it resolves. */
  readonly settle: (upTo: number) => Promise<void>
  readonly remove: (key: Key) => Promise<void>
}

/** A folder that becomes a task's by a rename. */
export interface Draft {
  readonly folder: string
  /** Writes all that an executor needs of the task. */
  readonly fill: () => void
  /** Writes its spec. */
  readonly write: (text: string) => void
  /** What could not be written comes to nothing: no file and no folder is left of it. */
  readonly drop: () => void
}

/** Where the folder of a task is made before it is accepted. */
export interface Drafts {
  readonly take: (spec: Spec) => Draft
}

/** What runs scripts. It calls `changed` when a look may show something new. */
export interface Executor {
  /** Makes ready all that a launch needs; the spec has a verdict when it cannot run. */
  readonly prepare: (plan: Plan) => Promise<Spec>
  readonly launch: (spec: Spec) => void
  readonly look: (spec: Spec) => Promise<Look>
  /** Bytes of the record; fewer than asked for at its end. */
  readonly read: (spec: Spec, offset: number, length: number) => Promise<Uint8Array>
  readonly cancel: (spec: Spec) => Promise<void>
  /** Lets go of what the task holds outside the journal. */
  readonly forget: (spec: Spec) => Promise<void>
  readonly onChange: (listener: (key: Key) => void) => void
}
